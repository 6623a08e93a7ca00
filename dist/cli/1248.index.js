export const ids=['1248'],modules={5:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(4);r(85),r(97),r(181),r(204),r(101),r(112),r(110),r(109),r(206),r(108)})};

export const ids=['1248'],modules={16:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(15);r(161),r(96),r(181),r(65),r(98),r(292),r(290),r(289),r(67),r(288)})};

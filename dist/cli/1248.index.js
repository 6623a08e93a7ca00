export const ids=['1248'],modules={16:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(15);r(177),r(121),r(114),r(77),r(123),r(294),r(292),r(291),r(79),r(290)})};

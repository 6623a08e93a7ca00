export const ids=['1248'],modules={10:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(9);r(5),r(126),r(153),r(82),r(127),r(25),r(24),r(23),r(83),r(22)})};

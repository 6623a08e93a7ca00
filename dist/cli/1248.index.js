export const ids=['1248'],modules={16:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(15);r(177),r(114),r(95),r(71),r(116),r(295),r(293),r(292),r(73),r(291)})};

export const ids=['1248'],modules={2:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(1);r(37),r(171),r(11),r(204),r(174),r(107),r(105),r(104),r(206),r(103)})};

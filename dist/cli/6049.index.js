export const ids=['6049'],modules={147:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(38);r(176),r(23),r(130),r(194),r(152),r(148),r(151),r(192),r(149)})};

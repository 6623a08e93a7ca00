export const ids=['6049'],modules={138:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(56);r(52),r(26),r(200),r(191),r(143),r(139),r(142),r(189),r(140)})};

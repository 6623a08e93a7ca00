export const ids=['1248'],modules={2:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(1);r(14),r(157),r(185),r(203),r(160),r(98),r(96),r(95),r(205),r(94)})};

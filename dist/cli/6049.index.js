export const ids=['6049'],modules={141:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(76);r(67),r(35),r(107),r(204),r(146),r(142),r(145),r(202),r(143)})};

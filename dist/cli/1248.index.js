export const ids=['1248'],modules={2:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(1);r(155),r(119),r(144),r(72),r(120),r(19),r(18),r(17),r(73),r(16)})};

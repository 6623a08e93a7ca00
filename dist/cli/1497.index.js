export const ids=['1497'],modules={13:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(14);d(12)})};

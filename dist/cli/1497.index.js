export const ids=['1497'],modules={12:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(9);d(7)})};

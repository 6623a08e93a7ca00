export const ids=['1497'],modules={8:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(6);d(4)})};

export const ids=['1497'],modules={7:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(8);d(6)})};

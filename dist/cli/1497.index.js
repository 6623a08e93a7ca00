export const ids=['1497'],modules={23:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(24);d(22)})};

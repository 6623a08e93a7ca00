export const ids=['1497'],modules={15:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(16);d(14)})};

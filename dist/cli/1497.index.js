export const ids=['1497'],modules={29:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(23);d(19)})};

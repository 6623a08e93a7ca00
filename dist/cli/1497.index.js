export const ids=['1497'],modules={14:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(15);d(13)})};

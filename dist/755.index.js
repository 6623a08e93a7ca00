export const ids=['755'],modules={451:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(127);d(129),d(133),d(105)})};

export const ids=['755'],modules={449:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(131);d(132),d(133),d(198)})};

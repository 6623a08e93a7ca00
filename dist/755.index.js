export const ids=['755'],modules={448:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(288);d(289),d(290),d(128)})};

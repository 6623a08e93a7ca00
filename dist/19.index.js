export const ids=['19'],modules={447:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(84);d(91),d(90),d(191)})};

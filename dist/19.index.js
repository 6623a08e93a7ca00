export const ids=['19'],modules={447:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(96);d(100),d(99),d(17)})};

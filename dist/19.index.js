export const ids=['19'],modules={449:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(164);d(170),d(168),d(101)})};

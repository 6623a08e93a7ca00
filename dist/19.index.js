export const ids=['19'],modules={450:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(169);d(173),d(172),d(119)})};

export const ids=['19'],modules={444:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(190);d(194),d(193),d(158)})};

export const ids=['19'],modules={443:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(197);d(201),d(200),d(150)})};

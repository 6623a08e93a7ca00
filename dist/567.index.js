export const id=567;export const ids=[567];export const modules={9567:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(9740);d(413),d(6977)})};

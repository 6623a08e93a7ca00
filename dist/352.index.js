export const id=352;export const ids=[352];export const modules={3352:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(9740);d(413),d(6977)})};

export const id=896;export const ids=[896];export const modules={2896:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(9437);d(6967),d(9008),d(5098)})};

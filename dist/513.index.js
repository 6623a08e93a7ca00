export const id=513;export const ids=[513];export const modules={450:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(83);d(87),d(85),d(137)})};

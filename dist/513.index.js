export const id=513;export const ids=[513];export const modules={450:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(213);d(216),d(214),d(184)})};

export const id=513;export const ids=[513];export const modules={445:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(8);d(12),d(10),d(172)})};

export const id=768;export const ids=[768];export const modules={7768:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(7940);d(6301),d(6977),d(1471)})};

export const id=614;export const ids=[614];export const modules={5614:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(4783);d(8999),d(6977),d(1471)})};

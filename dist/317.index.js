export const id=317;export const ids=[317];export const modules={1317:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(9653);d(8661),d(4817),d(1089)})};

export const id=47;export const ids=[47];export const modules={5047:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(8739);d(5777),d(6721),d(7589)})};

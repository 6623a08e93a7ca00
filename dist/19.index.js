export const ids=['19'],modules={448:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(302);d(306),d(305),d(187)})};

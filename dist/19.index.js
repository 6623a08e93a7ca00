export const ids=['19'],modules={448:(function(r,a,d){d.d(a,{GitRepository:()=>e.xr});var e=d(148);d(154),d(152),d(186)})};

import { modules as m0 } from './shared.js';
export const id=7892;export const ids=[7892];export const modules={5580: m0[5580],7892:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(5580);r(3038),r(6639),r(8996),r(9357),r(6991),r(9963),r(3641),r(2434)})};

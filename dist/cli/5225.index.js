import { modules as m0 } from './shared.js';
export const id=5225;export const ids=[5225];export const modules={4528: m0[4528],5225:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(4528);r(9537),r(3608),r(8996),r(9357),r(6991),r(9963),r(3641),r(8890)})};

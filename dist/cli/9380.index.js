import { modules as m0 } from './shared.js';
export const id=9380;export const ids=[9380];export const modules={7023: m0[7023],9380:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(7023);r(887),r(8958),r(8996),r(6119),r(5114),r(4777),r(6991),r(1176)})};

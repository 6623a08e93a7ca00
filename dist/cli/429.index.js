import { modules as m0 } from './shared.js';
export const id=429;export const ids=[429];export const modules={1892: m0[1892],429:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(1892);r(912),r(1781),r(8996),r(1704),r(6991),r(6232),r(6877),r(4961)})};

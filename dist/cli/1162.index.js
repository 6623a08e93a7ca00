import { modules as m0 } from './shared.js';
export const id=1162;export const ids=[1162];export const modules={4218: m0[4218],1162:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(4218);r(9465),r(6028),r(8996),r(1704),r(6991),r(6232),r(6877),r(4961)})};

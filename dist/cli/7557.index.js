import { modules as m0 } from './shared.js';
export const id=7557;export const ids=[7557];export const modules={189: m0[189],190:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(189);r(113),r(28),r(179),r(26),r(34),r(33),r(32),r(131),r(31)})};

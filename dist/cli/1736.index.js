import { modules as m0 } from './shared.js';
export const id=1736;export const ids=[1736];export const modules={6523: m0[6523],1736:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(6523);r(2450),r(9487),r(5300),r(5625),r(8993),r(9695),r(8283),r(4647)})};

import { modules as m0 } from './shared.js';
export const id=7557;export const ids=[7557];export const modules={174: m0[174],186:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(174);r(201),r(37),r(166),r(35),r(43),r(42),r(41),r(136),r(40)})};

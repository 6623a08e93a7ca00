import { modules as m0 } from './shared.js';
export const id=7557;export const ids=[7557];export const modules={175: m0[175],186:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(175);r(201),r(37),r(158),r(35),r(43),r(42),r(41),r(141),r(40)})};

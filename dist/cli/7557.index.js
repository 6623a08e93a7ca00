import { modules as m0 } from './shared.js';
export const id=7557;export const ids=[7557];export const modules={196: m0[196],197:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(196);r(159),r(34),r(132),r(32),r(40),r(39),r(38),r(160),r(37)})};

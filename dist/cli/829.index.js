import { modules as m0 } from './shared.js';
export const id=829;export const ids=[829];export const modules={9344: m0[9344],829:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(9344);r(9869),r(2798),r(771),r(9504),r(430),r(2543),r(1668),r(9532)})};

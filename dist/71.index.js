import { modules as m0 } from './shared.js';
export const id=71;export const ids=[71];export const modules={2760: m0[2760],9071:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(2760);r(3946),r(3050),r(928),r(382),r(5803),r(6241),r(8595),r(6870)})};

import { modules as m0 } from './shared.js';
export const id=294;export const ids=[294];export const modules={9624: m0[9624],8681: m0[8681],294:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(9624);d(8681)})};

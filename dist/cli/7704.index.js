import { modules as m0 } from './shared.js';
export const id=7704;export const ids=[7704];export const modules={9624: m0[9624],1062: m0[1062],7704:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(9624);d(1062)})};

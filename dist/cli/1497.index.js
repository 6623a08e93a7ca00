import { modules as m0 } from './shared.js';
export const id=1497;export const ids=[1497];export const modules={25: m0[25],27: m0[27],26:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(27);d(25)})};

import { modules as m0 } from './shared.js';
export const id=1497;export const ids=[1497];export const modules={2: m0[2],5: m0[5],23:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(5);d(2)})};

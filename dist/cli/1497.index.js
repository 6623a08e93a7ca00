import { modules as m0 } from './shared.js';
export const id=1497;export const ids=[1497];export const modules={4086: m0[4086],9800: m0[9800],1497:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(9800);d(4086)})};

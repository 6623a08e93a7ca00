import { modules as m0 } from './shared.js';
export const id=1497;export const ids=[1497];export const modules={31: m0[31],33: m0[33],32:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(33);d(31)})};

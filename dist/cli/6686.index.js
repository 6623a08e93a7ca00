import { modules as m0 } from './shared.js';
export const id=6686;export const ids=[6686];export const modules={190: m0[190],6425: m0[6425],6686:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(190);d(6425)})};

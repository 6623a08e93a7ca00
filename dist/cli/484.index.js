import { modules as m0 } from './shared.js';
export const id=484;export const ids=[484];export const modules={596: m0[596],2184: m0[2184],484:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(2184);d(596)})};

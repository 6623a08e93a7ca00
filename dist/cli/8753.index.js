import { modules as m0 } from './shared.js';
export const id=8753;export const ids=[8753];export const modules={1764: m0[1764],4922: m0[4922],8753:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(1764);d(4922)})};

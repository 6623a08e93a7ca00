import { modules as m0 } from './shared.js';
export const id=7548;export const ids=[7548];export const modules={5320: m0[5320],7548:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(5320)})};

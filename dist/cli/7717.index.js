import { modules as m0 } from './shared.js';
export const id=7717;export const ids=[7717];export const modules={101: m0[101],198:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(101)})};

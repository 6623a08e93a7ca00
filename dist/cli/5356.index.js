import { modules as m0 } from './shared.js';
export const id=5356;export const ids=[5356];export const modules={3930: m0[3930],5356:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(3930)})};

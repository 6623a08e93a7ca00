import { modules as m0 } from './shared.js';
export const id=1966;export const ids=[1966];export const modules={1733: m0[1733],1966:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(1733)})};

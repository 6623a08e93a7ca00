import { modules as m0 } from './shared.js';
export const id=9856;export const ids=[9856];export const modules={7443: m0[7443],9856:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(7443)})};

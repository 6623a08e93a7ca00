import { modules as m0 } from './shared.js';
export const id=7717;export const ids=[7717];export const modules={188: m0[188],190:(function(a,r,c){c.r(r),c.d(r,{contractRules:()=>d.k});var d=c(188)})};

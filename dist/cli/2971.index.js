import { modules as m0 } from './shared.js';
export const id=2971;export const ids=[2971];export const modules={5148: m0[5148],2605: m0[2605],2971:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(2605)})};

import { modules as m0 } from './shared.js';
export const id=2362;export const ids=[2362];export const modules={70: m0[70],72: m0[72],71:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(72);n(137)})};

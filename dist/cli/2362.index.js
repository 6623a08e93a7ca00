import { modules as m0 } from './shared.js';
export const id=2362;export const ids=[2362];export const modules={51: m0[51],53: m0[53],52:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(53);n(184)})};

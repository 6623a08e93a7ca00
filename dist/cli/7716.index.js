import { modules as m0 } from './shared.js';
export const id=7716;export const ids=[7716];export const modules={778: m0[778],6155: m0[6155],7716:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(778);n(1089)})};

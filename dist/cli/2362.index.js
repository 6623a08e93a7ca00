import { modules as m0 } from './shared.js';
export const id=2362;export const ids=[2362];export const modules={76: m0[76],78: m0[78],77:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(78);n(172)})};

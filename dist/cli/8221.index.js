import { modules as m0 } from './shared.js';
export const id=8221;export const ids=[8221];export const modules={3846: m0[3846],2430: m0[2430],8221:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(2430);n(5098)})};

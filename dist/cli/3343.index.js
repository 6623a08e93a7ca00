import { modules as m0 } from './shared.js';
export const id=3343;export const ids=[3343];export const modules={990: m0[990],4570: m0[4570],3343:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(990);n(7589)})};

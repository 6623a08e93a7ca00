import { modules as m0 } from './shared.js';
export const id=6131;export const ids=[6131];export const modules={5148: m0[5148],6951: m0[6951],6131:(function(r,e,n){n.r(e),n.d(e,{requireEnvironments:()=>a.M});var a=n(6951);n(1471)})};

import { modules as m0 } from './shared.js';
export const id=1368;export const ids=[1368,8987];export const modules={2888: m0[2888],7524: m0[7524],2507: m0[2507],7589: m0[7589],7507: m0[7507],4357: m0[4357],3379: m0[3379],1675: m0[1675]};

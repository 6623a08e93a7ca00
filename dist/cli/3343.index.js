import { modules as m0 } from './shared.js';
export const id=3343;export const ids=[3343,5724];export const modules={7524: m0[7524],2507: m0[2507],6021: m0[6021],6253: m0[6253],7589: m0[7589],7507: m0[7507],4357: m0[4357],1675: m0[1675]};

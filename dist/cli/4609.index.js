import { modules as m0 } from './shared.js';
export const id=4609;export const ids=[4609,638];export const modules={319: m0[319],687: m0[687],2507: m0[2507],8496: m0[8496],6063: m0[6063],7589: m0[7589],7507: m0[7507],4012: m0[4012],1318: m0[1318],3102: m0[3102]};

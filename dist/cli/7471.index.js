import { modules as m0 } from './shared.js';
export const id=7471;export const ids=[7471,9852];export const modules={319: m0[319],2507: m0[2507],8593: m0[8593],8496: m0[8496],6063: m0[6063],7589: m0[7589],4106: m0[4106],7507: m0[7507],1318: m0[1318],3102: m0[3102]};

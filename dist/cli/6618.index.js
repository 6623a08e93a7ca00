import { modules as m0 } from './shared.js';
export const id=6618;export const ids=[6618,4237];export const modules={319: m0[319],6718: m0[6718],2507: m0[2507],8496: m0[8496],6063: m0[6063],7589: m0[7589],7507: m0[7507],8056: m0[8056],1318: m0[1318],3102: m0[3102]};

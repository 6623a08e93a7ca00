import { modules as m0 } from '../cli/shared.js';
export const id=865;export const ids=[865];export const modules={4006: m0[4006],5595: m0[5595],8265: m0[8265],8016: m0[8016],1781: m0[1781],4059: m0[4059],935: m0[935],5108: m0[5108],2565: m0[2565],1318: m0[1318],3102: m0[3102],9493: m0[9493],4112: m0[4112]};

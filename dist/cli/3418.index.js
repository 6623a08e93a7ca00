import { modules as m0 } from './shared.js';
export const id=3418;export const ids=[3418];export const modules={6983: m0[6983],6149: m0[6149],9890: m0[9890],6063: m0[6063],7543: m0[7543],1318: m0[1318],3102: m0[3102]};

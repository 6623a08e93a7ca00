import { modules as m0 } from '../cli/shared.js';
export const id=865;export const ids=[865];export const modules={94: m0[94],95: m0[95],96: m0[96],97: m0[97],98: m0[98],99: m0[99],295: m0[295],124: m0[124],125: m0[125],169: m0[169],170: m0[170],171: m0[171],172: m0[172]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/3697.index.js';
export const id=697;export const ids=[697];export const modules={931: m0[931],1535: m0[1535],481: m1[481]};

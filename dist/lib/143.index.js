import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/143.index.js';
export const id=143;export const ids=[143];export const modules={6675: m0[6675],143: m1[143]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5735.index.js';
export const id=735;export const ids=[735];export const modules={6675: m0[6675],5735: m1[5735]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/4436.index.js';
export const id=436;export const ids=[436];export const modules={8465: m0[8465],8948: m0[8948],4436: m1[4436]};

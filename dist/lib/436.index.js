import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8436.index.js';
export const id=436;export const ids=[436];export const modules={9953: m0[9953],634: m0[634],8436: m1[8436]};

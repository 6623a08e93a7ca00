import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/7557.index.js';
export const id=557;export const ids=[557];export const modules={196: m0[196],197: m1[197]};

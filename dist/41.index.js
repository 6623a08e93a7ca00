import { modules as m0 } from './cli/41.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=41;export const ids=[41];export const modules={117: m0[117],118: m1[118]};

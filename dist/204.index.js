import { modules as m0 } from './cli/6204.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=204;export const ids=[204];export const modules={6204: m0[6204],2744: m1[2744],6667: m1[6667]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/718.index.js';
export const id=718;export const ids=[718];export const modules={6751: m0[6751],1716: m0[1716],718: m1[718]};

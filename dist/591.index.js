import { modules as m0 } from './cli/6591.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=591;export const ids=[591];export const modules={157: m0[157],158: m1[158]};

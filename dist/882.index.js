import { modules as m0 } from './cli/4882.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=882;export const ids=[882];export const modules={4882: m0[4882],5058: m1[5058]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/4525.index.js';
export const id=525;export const ids=[525];export const modules={8465: m0[8465],8948: m0[8948],4525: m1[4525]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/9164.index.js';
export const id=164;export const ids=[164];export const modules={4138: m0[4138],9164: m1[9164]};

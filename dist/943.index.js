import { modules as m0 } from './cli/8943.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=943;export const ids=[943];export const modules={8943: m0[8943],3797: m1[3797]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/5965.index.js';
export const id=965;export const ids=[965];export const modules={172: m0[172],3: m0[3],173: m1[173]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/3166.index.js';
export const id=166;export const ids=[166];export const modules={4609: m0[4609],634: m0[634],1653: m1[1653]};

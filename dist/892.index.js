import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/7892.index.js';
export const id=892;export const ids=[892];export const modules={5580: m0[5580],7892: m1[7892]};

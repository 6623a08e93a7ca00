import { modules as m0 } from './cli/1736.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=736;export const ids=[736];export const modules={1736: m0[1736],6523: m1[6523]};

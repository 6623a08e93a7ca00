import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/1415.index.js';
export const id=415;export const ids=[415];export const modules={6395: m0[6395],7318: m0[7318],7828: m1[7828]};

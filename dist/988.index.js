import { modules as m0 } from './cli/9988.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=988;export const ids=[988];export const modules={9988: m0[9988],666: m1[666],4212: m1[4212],1870: m1[1870]};

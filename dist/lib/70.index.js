import { modules as m0 } from '../cli/1070.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=70;export const ids=[70];export const modules={1070: m0[1070],6751: m1[6751],1716: m1[1716]};

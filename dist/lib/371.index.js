import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/6371.index.js';
export const id=371;export const ids=[371];export const modules={5003: m0[5003],7508: m0[7508],9530: m0[9530],6371: m1[6371]};

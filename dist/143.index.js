import { modules as m0 } from './cli/143.index.js';
export const id=143;export const ids=[143];export const modules={143: m0[143]};

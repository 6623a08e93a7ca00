import { modules as m0 } from '../cli/shared.js';
export const id=118;export const ids=[118];export const modules={8737: m0[8737],7624: m0[7624]};

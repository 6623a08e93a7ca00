import { modules as m0 } from '../cli/101.index.js';
export const id=101;export const ids=[101];export const modules={2482: m0[2482]};

import { modules as m0 } from '../cli/3624.index.js';
export const id=624;export const ids=[624];export const modules={3624: m0[3624]};

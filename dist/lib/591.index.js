import { modules as m0 } from '../cli/2591.index.js';
export const id=591;export const ids=[591];export const modules={2591: m0[2591]};

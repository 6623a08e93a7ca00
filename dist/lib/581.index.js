import { modules as m0 } from '../cli/6581.index.js';
export const id=581;export const ids=[581];export const modules={6581: m0[6581]};

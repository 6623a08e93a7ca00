import { modules as m0 } from '../cli/4060.index.js';
export const id=60;export const ids=[60];export const modules={4060: m0[4060]};

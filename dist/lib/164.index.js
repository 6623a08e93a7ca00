import { modules as m0 } from '../cli/9164.index.js';
export const id=164;export const ids=[164];export const modules={9164: m0[9164]};

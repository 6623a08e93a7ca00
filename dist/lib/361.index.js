import { modules as m0 } from '../cli/1361.index.js';
export const id=361;export const ids=[361];export const modules={1361: m0[1361]};

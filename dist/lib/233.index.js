import { modules as m0 } from '../cli/shared.js';
export const id=233;export const ids=[233,614];export const modules={5120: m0[5120],2614: m0[2614]};

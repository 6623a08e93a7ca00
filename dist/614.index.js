import { modules as m0 } from './cli/shared.js';
export const id=614;export const ids=[614,233];export const modules={5120: m0[5120],2614: m0[2614]};

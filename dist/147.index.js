import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/2147.index.js';
export const id=147;export const ids=[147];export const modules={3797: m0[3797],2147: m1[2147]};

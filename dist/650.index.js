import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/8650.index.js';
export const id=650;export const ids=[650];export const modules={7448: m0[7448],3400: m0[3400],5208: m1[5208]};

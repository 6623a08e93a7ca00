import { modules as m0 } from './cli/3424.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=424;export const ids=[424];export const modules={3424: m0[3424],8223: m1[8223],8948: m1[8948],3400: m1[3400]};

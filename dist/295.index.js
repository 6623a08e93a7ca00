import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/3295.index.js';
export const id=295;export const ids=[295];export const modules={8223: m0[8223],8948: m0[8948],3400: m0[3400],5676: m1[5676]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/2017.index.js';
export const id=17;export const ids=[17];export const modules={7508: m0[7508],9530: m0[9530],2017: m1[2017]};

import { modules as m0 } from './shared.js';
export const id=5579;export const ids=[5579,7960];export const modules={2287: m0[2287],3445: m0[3445],9147: m0[9147],9983: m0[9983],5579: m0[5579]};

import { modules as m0 } from './cli/shared.js';
export const id=960;export const ids=[960];export const modules={3445: m0[3445],5579: m0[5579]};

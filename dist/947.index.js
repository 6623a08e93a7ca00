import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/1947.index.js';
export const id=947;export const ids=[947];export const modules={2064: m0[2064],8948: m0[8948],7088: m0[7088],1947: m1[1947]};

import { modules as m0 } from './cli/2643.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=643;export const ids=[643];export const modules={2643: m0[2643],1716: m1[1716],5649: m1[5649]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/8957.index.js';
export const id=957;export const ids=[957];export const modules={3878: m0[3878],8957: m1[8957]};

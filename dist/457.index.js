import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/6457.index.js';
export const id=457;export const ids=[457];export const modules={3244: m0[3244],8948: m0[8948],6457: m1[6457]};

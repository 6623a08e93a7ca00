import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/5700.index.js';
export const id=700;export const ids=[700];export const modules={3244: m0[3244],4609: m0[4609],8948: m0[8948],5700: m1[5700]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/8825.index.js';
export const id=825;export const ids=[825];export const modules={95: m0[95],8948: m0[8948],8825: m1[8825]};

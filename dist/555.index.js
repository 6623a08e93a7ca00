import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/8555.index.js';
export const id=555;export const ids=[555];export const modules={931: m0[931],95: m0[95],8948: m0[8948],8555: m1[8555]};

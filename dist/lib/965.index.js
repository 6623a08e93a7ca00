import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/5965.index.js';
export const ids=['965'],modules={68: m0[68],167: m0[167],168: m1[168]};

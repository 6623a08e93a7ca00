import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/3961.index.js';
export const ids=['961'],modules={82: m0[82],83: m1[83],84: m2[84]};

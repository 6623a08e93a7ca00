import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/2604.index.js';
export const ids=['604'],modules={40: m0[40],42: m0[42],44: m0[44],41: m1[41],43: m2[43]};

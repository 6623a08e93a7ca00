import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/2604.index.js';
export const ids=['604'],modules={40: m0[40],42: m0[42],44: m0[44],43: m1[43]};

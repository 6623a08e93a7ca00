import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6309.index.js';
export const ids=['309'],modules={60: m0[60],136: m1[136]};

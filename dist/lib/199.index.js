import { modules as m0 } from '../cli/3199.index.js';
import { modules as m1 } from '../cli/shared.index.js';
export const ids=['199'],modules={59: m0[59],60: m1[60]};

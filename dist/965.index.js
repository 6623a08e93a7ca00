import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5965.index.js';
export const ids=['965'],modules={137: m0[137],152: m0[152],153: m1[153]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/5806.index.js';
export const ids=['806'],modules={136: m0[136],137: m0[137],138: m1[138]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/1646.index.js';
export const ids=['646'],modules={18: m0[18],19: m0[19],20: m1[20]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4188.index.js';
export const ids=['188'],modules={127: m0[127],60: m0[60],128: m1[128]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6651.index.js';
export const ids=['651'],modules={13: m0[13],164: m0[164],176: m1[176]};

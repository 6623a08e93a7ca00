import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/1248.index.js';
export const ids=['248'],modules={15: m0[15],16: m1[16]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/1248.index.js';
export const ids=['248'],modules={1: m0[1],2: m1[2]};

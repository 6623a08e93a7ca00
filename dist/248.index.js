import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/1248.index.js';
export const ids=['248'],modules={9: m0[9],10: m1[10]};

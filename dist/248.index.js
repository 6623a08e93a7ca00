import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/1248.index.js';
export const ids=['248'],modules={4: m0[4],5: m1[5]};

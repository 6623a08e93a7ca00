import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4657.index.js';
export const ids=['657'],modules={82: m0[82],107: m1[107]};

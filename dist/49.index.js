import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6049.index.js';
export const ids=['49'],modules={38: m0[38],147: m1[147]};

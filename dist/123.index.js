import { modules as m0 } from './cli/9123.index.js';
import { modules as m1 } from './cli/shared.index.js';
export const ids=['123'],modules={296: m0[296],94: m1[94],97: m1[97]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6429.index.js';
export const ids=['429'],modules={133: m0[133],136: m0[136],137: m0[137],164: m1[164]};

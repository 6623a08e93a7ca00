import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/7750.index.js';
export const ids=['750'],modules={9: m0[9],180: m0[180],187: m1[187]};

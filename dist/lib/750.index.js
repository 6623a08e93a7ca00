import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/7750.index.js';
export const ids=['750'],modules={62: m0[62],66: m0[66],190: m1[190]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/7750.index.js';
export const ids=['750'],modules={21: m0[21],193: m0[193],200: m1[200]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/4013.index.js';
export const ids=['13'],modules={94: m0[94],93: m0[93],92: m1[92]};

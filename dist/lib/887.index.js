import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6887.index.js';
export const ids=['887'],modules={107: m0[107],170: m1[170]};

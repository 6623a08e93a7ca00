import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6927.index.js';
export const ids=['927'],modules={107: m0[107],171: m1[171]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/5965.index.js';
export const ids=['965'],modules={44: m0[44],153: m0[153],154: m1[154]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6309.index.js';
export const ids=['309'],modules={66: m0[66],151: m1[151]};

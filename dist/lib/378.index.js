import { modules as m0 } from '../cli/1378.index.js';
import { modules as m1 } from '../cli/shared.index.js';
export const ids=['378'],modules={11: m0[11],12: m1[12],13: m1[13]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/1220.index.js';
export const ids=['220'],modules={3: m0[3],2: m1[2]};

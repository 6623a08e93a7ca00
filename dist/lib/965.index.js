import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/5965.index.js';
export const ids=['965'],modules={13: m0[13],164: m0[164],165: m1[165]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/7926.index.js';
export const ids=['926'],modules={147: m0[147],18: m0[18],207: m1[207]};

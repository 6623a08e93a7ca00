import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/7664.index.js';
export const ids=['664'],modules={119: m0[119],193: m0[193],123: m1[123],192: m2[192]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/4188.index.js';
export const ids=['188'],modules={116: m0[116],40: m0[40],117: m1[117]};

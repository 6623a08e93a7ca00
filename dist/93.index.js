import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5093.index.js';
export const ids=['93'],modules={116: m0[116],117: m1[117]};

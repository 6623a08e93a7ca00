import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/3961.index.js';
export const ids=['961'],modules={76: m0[76],78: m1[78]};

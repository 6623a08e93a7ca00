import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/3961.index.js';
export const ids=['961'],modules={83: m0[83],85: m1[85]};

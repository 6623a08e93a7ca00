import { modules as m0 } from './cli/9789.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=789;export const ids=[789];export const modules={9789: m0[9789],9637: m1[9637]};

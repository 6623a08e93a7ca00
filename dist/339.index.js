import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/3339.index.js';
export const ids=['339'],modules={64: m0[64],66: m0[66],65: m1[65]};

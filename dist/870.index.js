import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/9870.index.js';
export const ids=['870'],modules={64: m0[64],116: m0[116],300: m1[300]};

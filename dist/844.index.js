import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/9844.index.js';
export const ids=['844'],modules={3: m0[3],300: m1[300]};

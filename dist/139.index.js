import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5139.index.js';
export const ids=['139'],modules={119: m0[119],120: m0[120],121: m1[121]};

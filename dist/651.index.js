import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6651.index.js';
export const ids=['651'],modules={64: m0[64],157: m0[157],168: m1[168]};

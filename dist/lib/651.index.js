import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6651.index.js';
export const ids=['651'],modules={91: m0[91],93: m0[93],141: m1[141]};

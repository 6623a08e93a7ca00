import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6651.index.js';
export const ids=['651'],modules={44: m0[44],153: m0[153],173: m1[173]};

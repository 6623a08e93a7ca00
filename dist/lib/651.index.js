import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6651.index.js';
export const ids=['651'],modules={137: m0[137],152: m0[152],173: m1[173]};

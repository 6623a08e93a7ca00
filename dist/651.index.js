import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6651.index.js';
export const ids=['651'],modules={103: m0[103],105: m0[105],161: m1[161]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/7664.index.js';
export const ids=['664'],modules={121: m0[121],180: m0[180],179: m1[179]};

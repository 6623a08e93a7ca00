import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/7664.index.js';
export const ids=['664'],modules={121: m0[121],180: m0[180],125: m1[125],179: m2[179]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6887.index.js';
export const ids=['887'],modules={108: m0[108],169: m1[169]};

import { modules as m0 } from './cli/7372.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=372;export const ids=[372];export const modules={7372: m0[7372],9637: m1[9637]};

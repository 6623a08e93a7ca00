import { modules as m0 } from './cli/4594.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=594;export const ids=[594];export const modules={140: m0[140],141: m1[141],6: m1[6]};

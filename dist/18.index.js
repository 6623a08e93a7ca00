import { modules as m0 } from './cli/6018.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=18;export const ids=[18];export const modules={6018: m0[6018],7448: m1[7448],6349: m1[6349]};

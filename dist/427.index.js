import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/9427.index.js';
export const id=427;export const ids=[427];export const modules={3797: m0[3797],9427: m1[9427]};

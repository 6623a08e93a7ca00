import { modules as m0 } from '../cli/4594.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=594;export const ids=[594];export const modules={125: m0[125],126: m1[126],26: m1[26]};

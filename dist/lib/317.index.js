import { modules as m0 } from '../cli/317.index.js';
import { modules as m1 } from '../cli/shared.index.js';
export const ids=['317'],modules={89: m0[89],76: m1[76]};

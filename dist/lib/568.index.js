import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/2568.index.js';
export const ids=['568'],modules={76: m0[76],77: m1[77]};

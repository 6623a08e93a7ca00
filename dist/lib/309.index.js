import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6309.index.js';
export const ids=['309'],modules={72: m0[72],156: m1[156]};

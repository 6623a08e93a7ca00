import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/8840.index.js';
export const ids=['840'],modules={93: m0[93],105: m0[105],282: m0[282],107: m1[107],283: m2[283]};

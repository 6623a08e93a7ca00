import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/2604.index.js';
export const ids=['604'],modules={64: m0[64],66: m0[66],68: m0[68],65: m1[65],67: m2[67]};

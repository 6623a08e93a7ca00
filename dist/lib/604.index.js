import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/2604.index.js';
export const ids=['604'],modules={60: m0[60],62: m0[62],64: m0[64],61: m1[61],63: m2[63]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/4444.index.js';
export const ids=['444'],modules={110: m0[110],112: m0[112],111: m1[111]};

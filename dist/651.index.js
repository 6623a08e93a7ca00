import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6651.index.js';
export const ids=['651'],modules={110: m0[110],112: m0[112],156: m1[156]};

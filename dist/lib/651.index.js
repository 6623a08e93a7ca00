import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6651.index.js';
export const ids=['651'],modules={68: m0[68],167: m0[167],186: m1[186]};

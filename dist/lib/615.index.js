import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/9615.index.js';
export const ids=['615'],modules={112: m0[112],283: m0[283],301: m1[301]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4444.index.js';
export const ids=['444'],modules={103: m0[103],105: m0[105],104: m1[104]};

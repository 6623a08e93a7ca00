import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/5965.index.js';
export const ids=['965'],modules={64: m0[64],157: m0[157],158: m1[158]};

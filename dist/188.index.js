import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4188.index.js';
export const ids=['188'],modules={123: m0[123],64: m0[64],124: m1[124]};

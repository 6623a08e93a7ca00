import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/9615.index.js';
export const ids=['615'],modules={105: m0[105],282: m0[282],300: m1[300]};

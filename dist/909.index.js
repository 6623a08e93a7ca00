import { modules as m0 } from './cli/7909.index.js';
export const ids=['909'],modules={209: m0[209]};

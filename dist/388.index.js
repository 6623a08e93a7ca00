import { modules as m0 } from './cli/8388.index.js';
export const ids=['388'],modules={211: m0[211]};

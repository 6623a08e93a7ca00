import { modules as m0 } from './cli/3179.index.js';
export const ids=['179'],modules={64: m0[64]};

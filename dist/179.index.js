import { modules as m0 } from './cli/3179.index.js';
export const ids=['179'],modules={86: m0[86]};

import { modules as m0 } from './cli/9654.index.js';
export const ids=['654'],modules={302: m0[302]};

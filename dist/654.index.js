import { modules as m0 } from './cli/9654.index.js';
export const ids=['654'],modules={301: m0[301]};

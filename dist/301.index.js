import { modules as m0 } from './cli/3301.index.js';
export const ids=['301'],modules={85: m0[85]};

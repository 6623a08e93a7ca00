import { modules as m0 } from './cli/9785.index.js';
export const ids=['785'],modules={305: m0[305]};

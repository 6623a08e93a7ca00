import { modules as m0 } from './cli/8280.index.js';
export const ids=['280'],modules={208: m0[208]};

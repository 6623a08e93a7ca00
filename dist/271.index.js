import { modules as m0 } from './cli/5271.index.js';
export const ids=['271'],modules={112: m0[112]};

import { modules as m0 } from './cli/2472.index.js';
export const ids=['91'],modules={39: m0[39]};

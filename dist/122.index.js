import { modules as m0 } from './cli/1122.index.js';
export const ids=['122'],modules={1: m0[1]};

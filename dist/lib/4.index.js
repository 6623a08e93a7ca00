import { modules as m0 } from '../cli/1004.index.js';
export const ids=['4'],modules={1: m0[1]};

import { modules as m0 } from './cli/3899.index.js';
export const ids=['899'],modules={103: m0[103]};

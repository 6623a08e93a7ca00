import { modules as m0 } from './cli/usual.index.js';
export const ids=['855'],modules={306: m0[306]};

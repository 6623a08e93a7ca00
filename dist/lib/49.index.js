import { modules as m0 } from '../cli/6049.index.js';
export const ids=['49'],modules={138: m0[138]};

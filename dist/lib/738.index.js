import { modules as m0 } from '../cli/7738.index.js';
export const ids=['738'],modules={204: m0[204]};

import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/7948.index.js';
export const ids=['948'],modules={66: m0[66],68: m0[68],211: m1[211]};

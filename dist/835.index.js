import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5835.index.js';
export const ids=['835'],modules={54: m0[54],127: m0[127],153: m1[153]};

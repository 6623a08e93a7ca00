import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/6537.index.js';
export const ids=['537'],modules={171: m0[171],134: m0[134],172: m1[172]};

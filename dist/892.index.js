import { modules as m0 } from './cli/shared.index.js';
export const ids=['892'],modules={170: m0[170],171: m0[171]};

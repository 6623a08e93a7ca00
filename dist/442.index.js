import { modules as m0 } from './cli/shared.index.js';
export const ids=['442'],modules={97: m0[97],96: m0[96]};

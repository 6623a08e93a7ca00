import { modules as m0 } from './cli/shared.index.js';
export const ids=['442'],modules={91: m0[91],90: m0[90]};

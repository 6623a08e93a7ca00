import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/8840.index.js';
export const ids=['840'],modules={93: m0[93],105: m0[105],282: m0[282],283: m1[283]};

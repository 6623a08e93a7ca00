import { modules as m0 } from './cli/6014.index.js';
export const ids=['14'],modules={137: m0[137]};

import { modules as m0 } from './cli/1927.index.js';
export const ids=['927'],modules={26: m0[26]};

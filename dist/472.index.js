import { modules as m0 } from './cli/6472.index.js';
export const ids=['472'],modules={166: m0[166]};

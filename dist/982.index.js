import { modules as m0 } from './cli/8982.index.js';
export const ids=['982'],modules={295: m0[295]};

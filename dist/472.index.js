import { modules as m0 } from './cli/6472.index.js';
export const ids=['472'],modules={160: m0[160]};

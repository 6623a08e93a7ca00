import { modules as m0 } from '../cli/6800.index.js';
export const ids=['800'],modules={168: m0[168]};

import { modules as m0 } from '../cli/9789.index.js';
export const id=789;export const ids=[789];export const modules={9789: m0[9789]};

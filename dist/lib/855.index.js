import { modules as m0 } from '../cli/usual.index.js';
export const ids=['855'],modules={303: m0[303]};

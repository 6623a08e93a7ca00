import { modules as m0 } from '../cli/usual.index.js';
export const ids=['879'],modules={293: m0[293]};

import { modules as m0 } from './cli/usual.index.js';
export const ids=['879'],modules={294: m0[294]};

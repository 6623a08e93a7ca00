import { modules as m0 } from './cli/6486.index.js';
export const ids=['486'],modules={169: m0[169]};

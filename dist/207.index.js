import { modules as m0 } from './cli/6207.index.js';
export const ids=['207'],modules={169: m0[169]};

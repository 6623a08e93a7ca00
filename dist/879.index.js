import { modules as m0 } from './cli/usual.index.js';
export const ids=['879'],modules={280: m0[280]};

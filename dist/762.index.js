import { modules as m0 } from './cli/9762.index.js';
export const ids=['762'],modules={304: m0[304]};

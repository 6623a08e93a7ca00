import { modules as m0 } from '../cli/usual.index.js';
export const ids=['24'],modules={111: m0[111]};

import { modules as m0 } from '../cli/usual.index.js';
export const ids=['24'],modules={112: m0[112]};

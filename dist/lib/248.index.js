import { modules as m0 } from '../cli/1248.index.js';
export const ids=['248'],modules={16: m0[16]};

import { modules as m0 } from './cli/2472.index.js';
export const ids=['91'],modules={63: m0[63]};

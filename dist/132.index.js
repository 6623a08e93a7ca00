import { modules as m0 } from './cli/8132.index.js';
export const ids=['132'],modules={209: m0[209]};

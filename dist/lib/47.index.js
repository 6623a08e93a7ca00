import { modules as m0 } from '../cli/4047.index.js';
export const ids=['47'],modules={88: m0[88]};

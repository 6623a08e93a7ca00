import { modules as m0 } from './cli/shared.index.js';
export const ids=['678'],modules={62: m0[62],63: m0[63]};

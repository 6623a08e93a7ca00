import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/7948.index.js';
export const ids=['948'],modules={62: m0[62],64: m0[64],210: m1[210]};

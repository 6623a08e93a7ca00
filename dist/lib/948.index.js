import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/7948.index.js';
export const ids=['948'],modules={42: m0[42],44: m0[44],210: m1[210]};

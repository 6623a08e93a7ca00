import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/4889.index.js';
export const ids=['889'],modules={89: m0[89],138: m1[138]};

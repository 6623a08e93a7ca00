import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/7688.index.js';
export const ids=['688'],modules={89: m0[89],197: m1[197]};

import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5835.index.js';
export const ids=['835'],modules={31: m0[31],116: m0[116],144: m1[144]};

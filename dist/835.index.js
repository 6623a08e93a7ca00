import { modules as m0 } from './cli/835.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=835;export const ids=[835];export const modules={215: m0[215],186: m1[186]};

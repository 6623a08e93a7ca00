import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/9380.index.js';
export const id=380;export const ids=[380];export const modules={7023: m0[7023],9380: m1[9380]};

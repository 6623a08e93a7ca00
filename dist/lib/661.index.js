import { modules as m0 } from '../cli/4661.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=661;export const ids=[661];export const modules={4661: m0[4661],6059: m1[6059]};

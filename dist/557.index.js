import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/7557.index.js';
export const id=557;export const ids=[557];export const modules={174: m0[174],186: m1[186]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/8961.index.js';
export const id=961;export const ids=[961];export const modules={9530: m0[9530],8338: m0[8338],8961: m1[8961]};

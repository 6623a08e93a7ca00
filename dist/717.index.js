import { modules as m0 } from './cli/1717.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=717;export const ids=[717];export const modules={1717: m0[1717],9530: m1[9530],8338: m1[8338]};

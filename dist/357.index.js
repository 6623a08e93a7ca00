import { modules as m0 } from './cli/2357.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=357;export const ids=[357];export const modules={2357: m0[2357],3791: m1[3791],1405: m1[1405],1823: m1[1823],9703: m1[9703],8948: m1[8948]};

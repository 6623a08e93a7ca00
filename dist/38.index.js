import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/3038.index.js';
export const id=38;export const ids=[38];export const modules={7624: m0[7624],9703: m0[9703],3038: m1[3038]};

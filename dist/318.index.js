import { modules as m0 } from './cli/1318.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=318;export const ids=[318];export const modules={5: m0[5],6: m1[6],3: m1[3],4: m1[4]};

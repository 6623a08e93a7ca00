import { modules as m0 } from './cli/829.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=829;export const ids=[829];export const modules={829: m0[829],9344: m1[9344]};

import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/5200.index.js';
export const id=200;export const ids=[200];export const modules={3878: m0[3878],5200: m1[5200]};

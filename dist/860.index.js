import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/3860.index.js';
export const id=860;export const ids=[860];export const modules={5003: m0[5003],6667: m0[6667],6996: m1[6996]};

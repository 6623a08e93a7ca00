import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5055.index.js';
export const id=55;export const ids=[55];export const modules={8465: m0[8465],8948: m0[8948],5055: m1[5055]};

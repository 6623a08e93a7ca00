import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/3239.index.js';
export const id=239;export const ids=[239];export const modules={1716: m0[1716],5901: m0[5901],5649: m0[5649],3239: m1[3239]};

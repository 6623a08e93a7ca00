import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/7814.index.js';
export const id=814;export const ids=[814];export const modules={666: m0[666],1333: m0[1333],7814: m1[7814]};

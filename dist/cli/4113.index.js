import { modules as m0 } from './shared.js';
export const id=4113;export const ids=[4113,9303];export const modules={2507: m0[2507],9303: m0[9303]};

import { modules as m0 } from './shared.js';
export const id=8737;export const ids=[8737,1118];export const modules={8737: m0[8737],5153: m0[5153],3791: m0[3791],1405: m0[1405],7624: m0[7624],9703: m0[9703]};

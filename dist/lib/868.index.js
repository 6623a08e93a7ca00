import { modules as m0 } from '../cli/8868.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=868;export const ids=[868];export const modules={8868: m0[8868],8223: m1[8223],8948: m1[8948]};

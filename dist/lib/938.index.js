import { modules as m0 } from '../cli/3938.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=938;export const ids=[938];export const modules={3938: m0[3938],8948: m1[8948],7088: m1[7088]};

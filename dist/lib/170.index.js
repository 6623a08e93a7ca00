import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/6170.index.js';
export const id=170;export const ids=[170];export const modules={8411: m0[8411],2352: m0[2352],6567: m0[6567],6170: m1[6170]};

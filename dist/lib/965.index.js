import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5965.index.js';
export const id=965;export const ids=[965];export const modules={146: m0[146],116: m0[116],147: m1[147]};

import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/5083.index.js';
export const id=83;export const ids=[83];export const modules={73: m0[73],21: m0[21],123: m1[123]};

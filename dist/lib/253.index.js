import { modules as m0 } from '../cli/shared.js';
import { modules as m1 } from '../cli/9253.index.js';
export const id=253;export const ids=[253];export const modules={9062: m0[9062],7871: m0[7871],9253: m1[9253]};

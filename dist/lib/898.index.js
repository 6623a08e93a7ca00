import { modules as m0 } from '../cli/4898.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=898;export const ids=[898];export const modules={1493: m0[1493],9062: m1[9062],5901: m1[5901]};

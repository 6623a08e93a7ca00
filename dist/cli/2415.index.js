import { modules as m0 } from './shared.js';
export const id=2415;export const ids=[2415,4253];export const modules={2507: m0[2507],4253: m0[4253]};

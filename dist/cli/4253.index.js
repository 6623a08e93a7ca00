import { modules as m0 } from './shared.js';
export const id=4253;export const ids=[4253];export const modules={4253: m0[4253]};

import { modules as m0 } from './shared.js';
export const id=1769;export const ids=[1769,4150];export const modules={2744: m0[2744],4150: m0[4150]};

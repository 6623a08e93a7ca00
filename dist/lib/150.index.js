import { modules as m0 } from '../cli/shared.js';
export const id=150;export const ids=[150,769];export const modules={2744: m0[2744],4150: m0[4150]};

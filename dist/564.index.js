import { modules as m0 } from './cli/2564.index.js';
export const id=564;export const ids=[564];export const modules={84: m0[84]};

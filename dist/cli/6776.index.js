import { modules as m0 } from './shared.js';
export const id=6776;export const ids=[6776];export const modules={4395: m0[4395],6265: m0[6265]};

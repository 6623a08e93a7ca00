import { modules as m0 } from '../cli/shared.js';
export const id=485;export const ids=[485,866];export const modules={21: m0[21],22: m0[22]};

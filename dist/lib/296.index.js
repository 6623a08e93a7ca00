import { modules as m0 } from '../cli/8296.index.js';
export const id=296;export const ids=[296];export const modules={8296: m0[8296]};

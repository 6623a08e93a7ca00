import { modules as m0 } from '../cli/2296.index.js';
export const id=296;export const ids=[296];export const modules={2296: m0[2296]};

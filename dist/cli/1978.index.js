import { modules as m0 } from './shared.js';
export const id=1978;export const ids=[1978];export const modules={1978: m0[1978]};

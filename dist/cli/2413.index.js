import { modules as m0 } from './shared.js';
export const id=2413;export const ids=[2413];export const modules={73: m0[73]};

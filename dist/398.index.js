import { modules as m0 } from './cli/6398.index.js';
export const id=398;export const ids=[398];export const modules={6398: m0[6398]};

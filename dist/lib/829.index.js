import { modules as m0 } from '../cli/829.index.js';
export const id=829;export const ids=[829];export const modules={829: m0[829]};

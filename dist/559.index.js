import { modules as m0 } from './cli/559.index.js';
export const id=559;export const ids=[559];export const modules={141: m0[141]};

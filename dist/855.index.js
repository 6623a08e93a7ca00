import { modules as m0 } from './cli/9855.index.js';
export const id=855;export const ids=[855];export const modules={302: m0[302]};

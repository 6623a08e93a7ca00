import { modules as m0 } from './cli/4661.index.js';
export const id=661;export const ids=[661];export const modules={4661: m0[4661]};

import { modules as m0 } from './cli/5432.index.js';
export const id=432;export const ids=[432];export const modules={141: m0[141]};

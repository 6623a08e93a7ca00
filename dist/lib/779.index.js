import { modules as m0 } from '../cli/9779.index.js';
export const id=779;export const ids=[779];export const modules={9779: m0[9779]};

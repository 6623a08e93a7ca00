import { modules as m0 } from '../cli/9071.index.js';
export const id=71;export const ids=[71];export const modules={9071: m0[9071]};

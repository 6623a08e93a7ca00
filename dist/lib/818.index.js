import { modules as m0 } from '../cli/9818.index.js';
export const id=818;export const ids=[818];export const modules={9818: m0[9818]};

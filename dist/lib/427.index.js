import { modules as m0 } from '../cli/9427.index.js';
export const id=427;export const ids=[427];export const modules={9427: m0[9427]};

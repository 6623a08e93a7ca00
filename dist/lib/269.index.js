import { modules as m0 } from '../cli/5269.index.js';
export const id=269;export const ids=[269];export const modules={5269: m0[5269]};

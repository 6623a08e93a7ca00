import { modules as m0 } from '../cli/7892.index.js';
export const id=892;export const ids=[892];export const modules={7892: m0[7892]};

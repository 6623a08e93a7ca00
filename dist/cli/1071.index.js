import { modules as m0 } from './shared.js';
export const id=1071;export const ids=[1071];export const modules={1071: m0[1071]};

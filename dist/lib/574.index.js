import { modules as m0 } from '../cli/1574.index.js';
export const id=574;export const ids=[574];export const modules={1574: m0[1574]};

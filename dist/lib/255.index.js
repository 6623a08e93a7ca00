import { modules as m0 } from '../cli/255.index.js';
export const id=255;export const ids=[255];export const modules={255: m0[255]};

import { modules as m0 } from './shared.js';
export const id=7610;export const ids=[7610];export const modules={5229: m0[5229]};

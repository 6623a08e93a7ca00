import { modules as m0 } from './shared.js';
export const id=8704;export const ids=[8704];export const modules={8704: m0[8704]};

import { modules as m0 } from './shared.js';
export const id=4720;export const ids=[4720,2339];export const modules={11: m0[11],50: m0[50]};

import { modules as m0 } from './shared.js';
export const id=2932;export const ids=[2932,551];export const modules={7072: m0[7072],551: m0[551]};

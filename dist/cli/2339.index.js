import { modules as m0 } from './shared.js';
export const id=2339;export const ids=[2339];export const modules={50: m0[50]};

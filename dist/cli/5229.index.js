import { modules as m0 } from './shared.js';
export const id=5229;export const ids=[5229,7610];export const modules={145: m0[145],5229: m0[5229]};

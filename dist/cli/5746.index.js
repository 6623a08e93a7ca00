import { modules as m0 } from './shared.js';
export const id=5746;export const ids=[5746,3365];export const modules={9953: m0[9953],5746: m0[5746]};

import { modules as m0 } from './shared.js';
export const id=3365;export const ids=[3365,5746];export const modules={9953: m0[9953],5746: m0[5746]};

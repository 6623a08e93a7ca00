import { modules as m0 } from '../cli/shared.js';
export const id=746;export const ids=[746,365];export const modules={9953: m0[9953],5746: m0[5746]};

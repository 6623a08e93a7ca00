import { modules as m0 } from './shared.js';
export const id=5103;export const ids=[5103,7484];export const modules={5103: m0[5103],6607: m0[6607]};

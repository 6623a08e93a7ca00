import { modules as m0 } from './cli/shared.js';
export const id=484;export const ids=[484,103];export const modules={5103: m0[5103],6607: m0[6607]};

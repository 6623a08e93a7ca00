import { modules as m0 } from './cli/shared.js';
export const id=776;export const ids=[776];export const modules={4395: m0[4395],6265: m0[6265]};

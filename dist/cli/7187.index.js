import { modules as m0 } from './shared.js';
export const id=7187;export const ids=[7187,9568];export const modules={2507: m0[2507],7187: m0[7187]};

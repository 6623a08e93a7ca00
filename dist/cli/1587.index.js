import { modules as m0 } from './shared.js';
export const id=1587;export const ids=[1587];export const modules={3968: m0[3968],9493: m0[9493],4112: m0[4112]};

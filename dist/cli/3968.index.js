import { modules as m0 } from './shared.js';
export const id=3968;export const ids=[3968,1587];export const modules={2507: m0[2507],3968: m0[3968],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=3346;export const ids=[3346,965];export const modules={2507: m0[2507],3346: m0[3346],9493: m0[9493],4112: m0[4112]};

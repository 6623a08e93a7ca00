import { modules as m0 } from './shared.js';
export const id=965;export const ids=[965];export const modules={3346: m0[3346],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=7913;export const ids=[7913];export const modules={294: m0[294],9493: m0[9493],4112: m0[4112]};

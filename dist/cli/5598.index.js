import { modules as m0 } from './shared.js';
export const id=5598;export const ids=[5598];export const modules={3217: m0[3217],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=5284;export const ids=[5284,2903];export const modules={2903: m0[2903],9609: m0[9609],9493: m0[9493],4112: m0[4112]};

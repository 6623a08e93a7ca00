import { modules as m0 } from './shared.js';
export const id=3217;export const ids=[3217,5598];export const modules={2507: m0[2507],3217: m0[3217],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=7790;export const ids=[7790,5409];export const modules={7790: m0[7790],2507: m0[2507],9493: m0[9493],4112: m0[4112]};

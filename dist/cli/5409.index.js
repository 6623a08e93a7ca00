import { modules as m0 } from './shared.js';
export const id=5409;export const ids=[5409];export const modules={7790: m0[7790],9493: m0[9493],4112: m0[4112]};

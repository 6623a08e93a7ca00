import { modules as m0 } from './shared.js';
export const id=323;export const ids=[323];export const modules={2704: m0[2704],9493: m0[9493],4112: m0[4112]};

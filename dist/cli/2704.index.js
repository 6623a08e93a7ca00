import { modules as m0 } from './shared.js';
export const id=2704;export const ids=[2704,323];export const modules={2507: m0[2507],2704: m0[2704],9493: m0[9493],4112: m0[4112]};

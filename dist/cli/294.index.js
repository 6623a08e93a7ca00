import { modules as m0 } from './shared.js';
export const id=294;export const ids=[294,7913];export const modules={2507: m0[2507],294: m0[294],9493: m0[9493],4112: m0[4112]};

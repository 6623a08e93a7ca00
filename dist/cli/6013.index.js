import { modules as m0 } from './shared.js';
export const id=6013;export const ids=[6013,8394];export const modules={6013: m0[6013],2507: m0[2507],9493: m0[9493],4112: m0[4112]};

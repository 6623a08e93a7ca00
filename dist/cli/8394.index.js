import { modules as m0 } from './shared.js';
export const id=8394;export const ids=[8394];export const modules={6013: m0[6013],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=7168;export const ids=[7168];export const modules={4787: m0[4787],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=4787;export const ids=[4787,7168];export const modules={2507: m0[2507],4787: m0[4787],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=9099;export const ids=[9099,1480];export const modules={9099: m0[9099],2507: m0[2507],9493: m0[9493],4112: m0[4112]};

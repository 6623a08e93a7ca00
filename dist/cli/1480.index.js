import { modules as m0 } from './shared.js';
export const id=1480;export const ids=[1480];export const modules={9099: m0[9099],9493: m0[9493],4112: m0[4112]};

import { modules as m0 } from './shared.js';
export const id=3452;export const ids=[3452,1071];export const modules={2507: m0[2507],1071: m0[1071]};

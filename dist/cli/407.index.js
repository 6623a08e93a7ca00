import { modules as m0 } from './shared.js';
export const id=407;export const ids=[407,1957];export const modules={3180: m0[3180],6130: m0[6130],1957: m0[1957],2507: m0[2507]};

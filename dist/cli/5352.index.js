import { modules as m0 } from './shared.js';
export const id=5352;export const ids=[5352,7256];export const modules={701: m0[701],7256: m0[7256],2507: m0[2507]};

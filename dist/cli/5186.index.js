import { modules as m0 } from './shared.js';
export const id=5186;export const ids=[5186,2805];export const modules={2804: m0[2804],4476: m0[4476],5665: m0[5665],6501: m0[6501],1091: m0[1091],4503: m0[4503],6934: m0[6934],9609: m0[9609],1318: m0[1318],3102: m0[3102]};

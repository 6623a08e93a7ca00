import { modules as m0 } from './shared.js';
export const id=9901;export const ids=[9901,2282];export const modules={9183: m0[9183],9427: m0[9427],6290: m0[6290],4832: m0[4832],2507: m0[2507],6063: m0[6063],9872: m0[9872],1318: m0[1318],3102: m0[3102]};

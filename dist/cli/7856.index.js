import { modules as m0 } from './shared.js';
export const id=7856;export const ids=[7856];export const modules={9183: m0[9183],6290: m0[6290],4832: m0[4832],6063: m0[6063],1703: m0[1703],3353: m0[3353],1318: m0[1318],3102: m0[3102]};

import { modules as m0 } from './shared.js';
export const id=4947;export const ids=[4947];export const modules={4026: m0[4026],6983: m0[6983],6149: m0[6149],6063: m0[6063],5134: m0[5134],1318: m0[1318],3102: m0[3102]};

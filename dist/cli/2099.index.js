import { modules as m0 } from './shared.js';
export const id=2099;export const ids=[2099];export const modules={6888: m0[6888],319: m0[319],2095: m0[2095],8496: m0[8496],6063: m0[6063],7589: m0[7589],7507: m0[7507],1318: m0[1318],3102: m0[3102]};

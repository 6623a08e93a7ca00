import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/2968.index.js';
export const id=968;export const ids=[968];export const modules={2287: m0[2287],798: m0[798],9147: m0[9147],8948: m0[8948],9983: m0[9983],2968: m1[2968]};

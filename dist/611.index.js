import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/1611.index.js';
export const id=611;export const ids=[611];export const modules={6395: m0[6395],9451: m0[9451],1611: m1[1611]};

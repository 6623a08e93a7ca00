import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5719.index.js';
export const ids=['719'],modules={133: m0[133],134: m0[134],135: m1[135]};

import { modules as m0 } from './cli/6271.index.js';
export const ids=['271'],modules={145: m0[145]};

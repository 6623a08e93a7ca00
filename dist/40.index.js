import { modules as m0 } from './cli/7040.index.js';
export const ids=['40'],modules={172: m0[172]};

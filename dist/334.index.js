import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/334.index.js';
export const ids=['334'],modules={76: m0[76],98: m1[98]};

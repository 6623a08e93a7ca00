import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/6887.index.js';
export const ids=['887'],modules={113: m0[113],180: m1[180]};

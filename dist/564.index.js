import { modules as m0 } from './cli/shared.index.js';
export const ids=['564'],modules={54: m0[54],55: m0[55]};

import { modules as m0 } from '../cli/shared.index.js';
export const ids=['183'],modules={54: m0[54],55: m0[55]};

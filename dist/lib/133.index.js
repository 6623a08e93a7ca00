import { modules as m0 } from '../cli/shared.index.js';
export const ids=['133'],modules={20: m0[20],21: m0[21]};

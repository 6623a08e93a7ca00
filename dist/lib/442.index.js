import { modules as m0 } from '../cli/shared.index.js';
export const ids=['442'],modules={86: m0[86],85: m0[85]};

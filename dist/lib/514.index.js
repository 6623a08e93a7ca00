import { modules as m0 } from '../cli/shared.index.js';
export const ids=['514'],modules={8: m0[8],9: m0[9]};

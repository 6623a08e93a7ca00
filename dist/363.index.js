import { modules as m0 } from './cli/shared.index.js';
export const ids=['363'],modules={147: m0[147],148: m0[148]};

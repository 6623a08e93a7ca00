import { modules as m0 } from '../cli/shared.index.js';
export const ids=['183'],modules={31: m0[31],32: m0[32]};

import { modules as m0 } from '../cli/usual.index.js';
export const ids=['879'],modules={292: m0[292]};

import { modules as m0 } from './cli/7060.index.js';
export const ids=['60'],modules={171: m0[171]};

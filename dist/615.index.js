import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/9615.index.js';
export const ids=['615'],modules={93: m0[93],277: m0[277],301: m1[301]};

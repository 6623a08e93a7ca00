import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/8840.index.js';
export const ids=['840'],modules={83: m0[83],93: m0[93],277: m0[277],278: m1[278]};

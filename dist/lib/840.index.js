import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/8840.index.js';
import { modules as m2 } from '../cli/usual.index.js';
export const ids=['840'],modules={83: m0[83],93: m0[93],277: m0[277],278: m1[278],157: m2[157]};

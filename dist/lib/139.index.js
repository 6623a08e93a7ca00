import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/5139.index.js';
import { modules as m2 } from '../cli/usual.index.js';
export const ids=['139'],modules={121: m0[121],122: m0[122],123: m1[123],77: m2[77],124: m2[124],125: m2[125]};

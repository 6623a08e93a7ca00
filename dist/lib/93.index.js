import { modules as m0 } from '../cli/usual.index.js';
import { modules as m1 } from '../cli/shared.index.js';
import { modules as m2 } from '../cli/5093.index.js';
export const ids=['93'],modules={83: m0[83],118: m0[118],116: m1[116],117: m2[117]};

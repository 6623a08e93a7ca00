import { modules as m0 } from '../cli/usual.index.js';
import { modules as m1 } from '../cli/shared.index.js';
import { modules as m2 } from '../cli/9870.index.js';
export const ids=['870'],modules={83: m0[83],118: m0[118],64: m1[64],116: m1[116],300: m2[300]};

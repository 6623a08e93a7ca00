import { modules as m0 } from './cli/4247.index.js';
import { modules as m1 } from './cli/shared.js';
export const id=247;export const ids=[247];export const modules={4247: m0[4247],6428: m1[6428],8411: m1[8411],2352: m1[2352],6567: m1[6567],4349: m1[4349]};

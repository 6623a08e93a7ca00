import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/9961.index.js';
export const id=961;export const ids=[961];export const modules={6265: m0[6265],4349: m0[4349],9961: m1[9961]};

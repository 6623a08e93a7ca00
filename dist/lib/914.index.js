import { modules as m0 } from '../cli/usual.index.js';
export const ids=['914'],modules={168: m0[168],85: m0[85],86: m0[86],87: m0[87],88: m0[88],89: m0[89],90: m0[90],119: m0[119],120: m0[120],161: m0[161],162: m0[162],163: m0[163],164: m0[164]};

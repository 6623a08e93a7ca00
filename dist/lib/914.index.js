import { modules as m0 } from '../cli/usual.index.js';
export const ids=['914'],modules={168: m0[168],86: m0[86],87: m0[87],88: m0[88],89: m0[89],90: m0[90],91: m0[91],133: m0[133],134: m0[134],163: m0[163],164: m0[164],165: m0[165],166: m0[166]};

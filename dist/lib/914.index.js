import { modules as m0 } from '../cli/usual.index.js';
export const ids=['914'],modules={169: m0[169],79: m0[79],80: m0[80],81: m0[81],82: m0[82],83: m0[83],84: m0[84],113: m0[113],114: m0[114],163: m0[163],164: m0[164],165: m0[165],166: m0[166]};

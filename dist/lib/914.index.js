import { modules as m0 } from '../cli/usual.index.js';
export const ids=['914'],modules={147: m0[147],76: m0[76],77: m0[77],78: m0[78],79: m0[79],80: m0[80],81: m0[81],110: m0[110],111: m0[111],143: m0[143],144: m0[144],145: m0[145],146: m0[146]};

import { modules as m0 } from '../cli/usual.index.js';
export const ids=['914'],modules={163: m0[163],80: m0[80],81: m0[81],82: m0[82],83: m0[83],84: m0[84],85: m0[85],128: m0[128],129: m0[129],158: m0[158],159: m0[159],160: m0[160],161: m0[161]};

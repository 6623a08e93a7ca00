import { modules as m0 } from './shared.js';
export const id=2705;export const ids=[2705,5086];export const modules={7: m0[7],11: m0[11],67: m0[67],12: m0[12],68: m0[68],29: m0[29],69: m0[69],70: m0[70],71: m0[71]};

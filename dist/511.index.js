import { modules as m0 } from './cli/5511.index.js';
export const id=511;export const ids=[511];export const modules={5511: m0[5511]};

import { modules as m0 } from './cli/shared.js';
export const id=551;export const ids=[551,932];export const modules={2932: m0[2932],9451: m0[9451]};

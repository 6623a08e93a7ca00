import { modules as m0 } from './cli/shared.js';
export const id=932;export const ids=[932,551];export const modules={2932: m0[2932],9451: m0[9451]};

import { modules as m0 } from './cli/shared.js';
export const id=932;export const ids=[932,551];export const modules={7072: m0[7072],551: m0[551]};

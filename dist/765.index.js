import { modules as m0 } from './cli/8765.index.js';
export const id=765;export const ids=[765];export const modules={8765: m0[8765]};

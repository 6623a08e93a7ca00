import { modules as m0 } from './shared.js';
export const id=5123;export const ids=[5123,9581];export const modules={2507: m0[2507],9581: m0[9581]};

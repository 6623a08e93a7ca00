import { modules as m0 } from './shared.js';
export const id=7662;export const ids=[7662,8704];export const modules={2507: m0[2507],8704: m0[8704]};

import { modules as m0 } from './cli/shared.js';
export const id=769;export const ids=[769,150];export const modules={2744: m0[2744],4150: m0[4150]};

import { modules as m0 } from '../cli/shared.js';
export const id=865;export const ids=[865];export const modules={103: m0[103],104: m0[104],105: m0[105],106: m0[106],107: m0[107],108: m0[108],298: m0[298],132: m0[132],133: m0[133],179: m0[179],180: m0[180],181: m0[181],182: m0[182]};

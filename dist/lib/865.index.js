import { modules as m0 } from '../cli/shared.js';
export const id=865;export const ids=[865];export const modules={104: m0[104],105: m0[105],106: m0[106],107: m0[107],108: m0[108],109: m0[109],298: m0[298],138: m0[138],139: m0[139],179: m0[179],180: m0[180],181: m0[181],182: m0[182]};

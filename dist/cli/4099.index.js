import { modules as m0 } from './shared.js';
export const id=4099;export const ids=[4099,6480];export const modules={2162: m0[2162],6539: m0[6539],5349: m0[5349],145: m0[145],2092: m0[2092],1606: m0[1606],2205: m0[2205],3760: m0[3760]};

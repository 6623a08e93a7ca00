import { modules as m0 } from '../cli/shared.js';
export const id=865;export const ids=[865];export const modules={113: m0[113],114: m0[114],115: m0[115],116: m0[116],117: m0[117],118: m0[118],298: m0[298],154: m0[154],155: m0[155],187: m0[187],188: m0[188],189: m0[189],190: m0[190]};

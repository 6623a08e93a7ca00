import { modules as m0 } from './shared.js';
export const id=4395;export const ids=[4395,6776];export const modules={4395: m0[4395],6428: m0[6428],8411: m0[8411],5153: m0[5153],6265: m0[6265],4349: m0[4349]};

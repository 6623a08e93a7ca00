import { modules as m0 } from './cli/shared.js';
export const id=395;export const ids=[395,776];export const modules={4395: m0[4395],6428: m0[6428],8411: m0[8411],6265: m0[6265],4349: m0[4349]};

import { modules as m0 } from './cli/shared.index.js';
export const ids=['564'],modules={56: m0[56],57: m0[57]};

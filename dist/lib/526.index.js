import { modules as m0 } from '../cli/8526.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=526;export const ids=[526];export const modules={8526: m0[8526],798: m1[798],9147: m1[9147],8948: m1[8948]};

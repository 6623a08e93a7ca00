import { modules as m0 } from './cli/shared.js';
import { modules as m1 } from './cli/3636.index.js';
export const id=636;export const ids=[636];export const modules={3878: m0[3878],3636: m1[3636]};

import { modules as m0 } from '../cli/3636.index.js';
export const id=636;export const ids=[636];export const modules={3636: m0[3636]};

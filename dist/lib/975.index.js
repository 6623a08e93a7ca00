import { modules as m0 } from '../cli/4975.index.js';
export const id=975;export const ids=[975];export const modules={4975: m0[4975]};

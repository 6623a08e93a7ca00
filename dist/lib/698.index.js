import { modules as m0 } from '../cli/6698.index.js';
import { modules as m1 } from '../cli/shared.js';
export const id=698;export const ids=[698];export const modules={6698: m0[6698],1535: m1[1535],6607: m1[6607]};

import { modules as m0 } from './shared.js';
export const id=2609;export const ids=[2609];export const modules={2609: m0[2609]};

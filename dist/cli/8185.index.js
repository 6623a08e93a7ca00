import { modules as m0 } from './shared.js';
export const id=8185;export const ids=[8185,2609];export const modules={827: m0[827],2609: m0[2609],1694: m0[1694],9609: m0[9609]};

import { modules as m0 } from './shared.js';
export const id=7462;export const ids=[7462,4746];export const modules={142: m0[142],45: m0[45],18: m0[18]};

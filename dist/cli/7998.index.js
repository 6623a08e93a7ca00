import { modules as m0 } from './shared.js';
export const id=7998;export const ids=[7998,8126];export const modules={145: m0[145],8840: m0[8840],8126: m0[8126]};

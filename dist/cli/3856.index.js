import { modules as m0 } from './shared.js';
export const id=3856;export const ids=[3856];export const modules={9365: m0[9365],1131: m0[1131],3856:(function(e,r,d){d.r(r),d.d(r,{reportedRule:()=>a.i});var a=d(1131);d(9365)})};

import { modules as m0 } from './shared.js';
export const id=2203;export const ids=[2203];export const modules={8900: m0[8900],2203:(function(a,e,r){r.r(e),r.d(e,{lastBaseBefore:()=>s.l,shadowRepairs:()=>s.D});var s=r(8900);r(5149),r(9407),r(8996),r(6119),r(5114),r(4777),r(6991),r(1176)})};

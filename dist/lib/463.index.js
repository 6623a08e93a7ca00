import { modules as m0 } from '../cli/6463.index.js';
export const ids=['463'],modules={165: m0[165]};

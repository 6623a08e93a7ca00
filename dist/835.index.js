import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/5835.index.js';
export const ids=['835'],modules={56: m0[56],123: m0[123],162: m1[162]};

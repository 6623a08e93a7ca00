import { modules as m0 } from './cli/shared.index.js';
import { modules as m1 } from './cli/8840.index.js';
export const ids=['840'],modules={87: m0[87],112: m0[112],283: m0[283],284: m1[284]};

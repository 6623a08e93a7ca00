import { modules as m0 } from '../cli/shared.index.js';
import { modules as m1 } from '../cli/usual.index.js';
import { modules as m2 } from '../cli/8840.index.js';
export const ids=['840'],modules={87: m0[87],112: m0[112],283: m0[283],173: m1[173],284: m2[284]};

import { modules as m0 } from '../cli/usual.index.js';
export const ids=['914'],modules={179: m0[179],86: m0[86],87: m0[87],88: m0[88],89: m0[89],90: m0[90],91: m0[91],117: m0[117],118: m0[118],172: m0[172],173: m0[173],174: m0[174],175: m0[175]};

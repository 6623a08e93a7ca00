import { styleText } from 'node:util';
import type { Paint } from '../report/paint.js';

/** Styles as ANSI escape sequences. Whether anybody sees them is decided before: node is not asked for its own opinion of standard output. */
export const ansiPaint: Paint = (style, text) => styleText(style, text, { validateStream: false });

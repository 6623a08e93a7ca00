import { styleText } from 'node:util';
import type { Paint } from '../report/paint.js';

/** Styles as ANSI escape sequences, without Node's own check of standard output: the caller decides whether to use them. */
export const ansiPaint: Paint = (style, text) => styleText(style, text, { validateStream: false });

import { setFlagsFromString } from 'node:v8';

/** How much of a function runs before V8 optimizes it, in bytes of its code; the engine's own number is a ninth of that. */
const budget = 600_000;

/**
 * Has V8 optimize later. Most commands end within a second: compiling for a speed that they do not live to see takes a third of their time. What
 * runs longer is optimized all the same. Engines since version 12 have a quick compiler for the time between, and no such flag.
 */
export function optimizeLate(engine: string = process.versions.v8, set = setFlagsFromString): void {
  if (/^11\./.test(engine)) set(`--interrupt-budget=${budget}`);
}

import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap near what is really held. A review of a large service makes millions of short-lived nodes; left alone, V8 lets the heap grow
 * to a multiple of what is live before it collects (here: 300 MB for 5,000 APIs instead of under 200), for a gain in time of a few per cent.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=1');
}

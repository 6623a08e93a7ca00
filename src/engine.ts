import { versions } from 'node:process';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/*
 * What the engine is asked to do otherwise than by default. A review of a large service makes millions of short-lived nodes and keeps some of what it
 * makes of them. Left alone, V8 lets both generations grow to a multiple of what is live before it collects: 300 MB for 5,000 APIs, where under 200
 * do. Held as small as it starts, the young generation is collected five thousand times, a fifth of the whole run.
 */

/** Bytes, both halves of it: a large review then spends half as long on collecting as with a quarter of that; twice as much gains no more. */
const youngHeap = 8 * 1024 * 1024;
/** Of a process that has just begun; the second half may not be there yet. */
const smallestHalf = 1024 * 1024;

/** For the first line of a program that runs for seconds: the young generation stays as small as it starts, until it is made larger. */
export function fitToShortRun(): void {
  setGrowth(1);
  // Before it had a quick compiler between the interpreter and the optimising one (Maglev, with Node 22), V8 optimised hundreds of functions that a
  // run of a second never pays back: a third of its processor time, on cores that it shares with git.
  if (versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=540672');
}

/** Gives the young generation room for work on many files. On few it only costs time. */
export function enlargeYoungHeap(): void {
  const size = youngSize();
  if (size >= youngHeap) return;
  // It grows when enough outlives a collection, by a factor that is read then: enough is made, and the factor set back.
  setGrowth(Math.ceil(youngHeap / Math.max(size, 2 * smallestHalf)));
  const kept: number[][] = [];
  while (youngSize() < youngHeap && kept.length < 400_000) for (let index = 0; index < 1000; index += 1) kept.push([index]);
  setGrowth(1);
}

/** Keeps the old generation near what is live. For work on very many files; on fewer it only costs time. */
export function keepOldHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=10');
}

function setGrowth(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

function youngSize(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? Infinity;
}

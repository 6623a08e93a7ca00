import { writeFileSync } from 'node:fs';

// Loaded before the bundle: long waits (pacing, back-off, limits) pass two hundred times faster and are noted, so that the program waits as
// it would in earnest and no test does. HURRY_PATIENCE: milliseconds after which a request is given up that has no answer. HURRY_STILL: its
// clock stands still, so that it waits as long on any machine.

const shortest = 500;
const faster = 200;
const waits = [];

if (process.env.HURRY_STILL === '1') {
  const now = Date.now();
  Date.now = () => now;
}

const realTimeout = globalThis.setTimeout;
const hurried = (callback, milliseconds, ...args) => {
  if (!(milliseconds >= shortest)) return realTimeout(callback, milliseconds, ...args);
  waits.push(Math.round(milliseconds));
  return realTimeout(callback, milliseconds / faster, ...args);
};
globalThis.setTimeout = Object.assign(hurried, realTimeout);

const patience = Number(process.env.HURRY_PATIENCE ?? '0');
if (patience > 0) {
  const realSignal = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (milliseconds) => {
    waits.push(milliseconds);
    return realSignal(Math.min(milliseconds, patience));
  };
}

const log = process.env.HURRY_LOG ?? '';
if (log !== '') process.on('exit', () => writeFileSync(log, JSON.stringify(waits)));

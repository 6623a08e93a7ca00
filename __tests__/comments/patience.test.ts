import fc from 'fast-check';
import { mostWaiting, Patience } from '../../src/comments/patience.js';

const limit = { name: 'rate limit', request: 'GET /x', waits: 0 };

test('waits as long as there is patience left, and says what is given up', () => {
  let now = 0;
  const said: string[] = [];
  const patience = new Patience(
    () => now,
    (text) => said.push(text),
  );
  expect(patience.waits({ ...limit, seconds: 200 })).toBe(true);
  now = 200;
  expect(patience.waits({ ...limit, seconds: 101 })).toBe(false);
  expect(patience.waits({ ...limit, seconds: 100 })).toBe(true);
  now = 300;
  expect(patience.waits({ ...limit, seconds: 1 })).toBe(false);
  expect(said).toEqual([
    "GitHub's rate limit at GET /x: waiting 200 s.",
    "GitHub's rate limit at GET /x: it asks for 101 s, and this run waits 300 s in all: given up.",
    "GitHub's rate limit at GET /x: waiting 100 s.",
    "GitHub's rate limit at GET /x: it asks for 1 s, and this run waits 300 s in all: given up.",
  ]);
});

test('requests that wait side by side count once', () => {
  const patience = new Patience(
    () => 0,
    () => undefined,
  );
  for (let times = 0; times < 8; times += 1) expect(patience.waits({ ...limit, seconds: 60 })).toBe(true);
  expect(patience.waits({ ...limit, seconds: 301 })).toBe(false);
});

test('one request does not wait for ever, however short the waits', () => {
  const patience = new Patience(
    () => 0,
    () => undefined,
  );
  expect([0, 1, 2, 3].map((waits) => patience.waits({ ...limit, seconds: 0, waits }))).toEqual([true, true, true, false]);
});

test('whatever the limits ask for, a run never waits longer in all', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ after: fc.nat(400), seconds: fc.nat(400) })), (limits) => {
      let now = 0;
      const patience = new Patience(
        () => now,
        () => undefined,
      );
      let waited = 0;
      let until = 0;
      for (const { after, seconds } of limits) {
        now += after;
        if (!patience.waits({ ...limit, seconds })) continue;
        waited += Math.max(0, now + seconds - Math.max(now, until));
        until = Math.max(until, now + seconds);
      }
      expect(waited).toBeLessThanOrEqual(mostWaiting);
    }),
  );
});

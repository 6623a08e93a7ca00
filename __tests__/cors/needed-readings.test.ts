import fc from 'fast-check';
import { NeededReadings } from '../../src/cors/needed-readings.js';
import { fits, type Reading, type World } from '../../src/cors/worlds.js';

/** A reading of one of six points, in the three ways it may stand: the shared ones make worlds that meet. */
const readingOf = (point: number, value: number): Reading => ({
  question: `q${point}`,
  value: String(value),
  certainty: 'unknown',
  stands: point < 2 ? 'open' : value === 0 ? 'leaning' : 'other',
  about: { code: 'family', given: {} },
});

/** For each point one of its two readings, or that it was not asked for. */
const answers = fc
  .array(fc.integer({ min: -1, max: 1 }), { minLength: 6, maxLength: 6 })
  .map((values) => values.flatMap((value, point) => (value === -1 ? [] : [readingOf(point, value)])));

const worldOf = (readings: readonly Reading[]): World<null> => ({ readings, facts: [], result: null });

/** The same, as it is said: one reading after the other is tried against every world. */
function triedOneByOne(readings: readonly Reading[], failing: readonly World<unknown>[]): readonly Reading[] {
  const leavesNoMore = (world: World<unknown>, than: readonly Reading[]): boolean =>
    world.readings.every((one) => one.stands !== 'other' || than.some(({ question, value }) => question === one.question && value === one.value));
  let kept = readings;
  for (;;) {
    const needless = kept.find((one) => {
      const rest = kept.filter((other) => other !== one);
      return !failing.some((world) => fits(world, rest) && leavesNoMore(world, rest));
    });
    if (needless === undefined) return kept;
    kept = kept.filter((one) => one !== needless);
  }
}

test('the readings that are needed are those that are left when each that is not is dropped, the first first', () => {
  fc.assert(
    fc.property(answers, fc.array(answers, { maxLength: 12 }), (readings, others) => {
      const failing = others.map(worldOf);
      expect(new NeededReadings(failing).among(readings)).toEqual(triedOneByOne(readings, failing));
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ['nothing fails: nothing is needed', [], [1, 1, 0, 1], []],
  ['one that alone ends it is needed', [[0, 1, 0, 0]], [1, 1, 0, 0], ['q0']],
  ['a world that leaves a leaning more speaks for nothing', [[0, 1, 1, 0]], [1, 1, 0, 0], []],
  ['of two that only together end it, the second is', [[0, 0, 0, 0]], [1, 1, 0, 0], ['q1']],
])('%s', (_, failing, readings, needed) => {
  const read = (values: readonly number[]): readonly Reading[] => values.map((value, point) => readingOf(point, value));
  const kept = new NeededReadings(failing.map((values) => worldOf(read(values)))).among(read(readings));
  expect(kept.map(({ question }) => question)).toEqual(needed);
});

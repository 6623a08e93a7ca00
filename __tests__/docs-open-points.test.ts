import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evidence, openPoints } from '../src/cors/evidence.js';
import { facts } from '../src/cors/facts.js';
import { namedQuestions } from '../src/cors/questions.js';
import { withGenerated } from '../src/report/decision-page.js';

const page = readFileSync(join(__dirname, '../docs/how-it-decides.md'), 'utf8');

test('the page and the code agree: every table is what the data gives (npm run generate writes it)', () => {
  expect(withGenerated(page)).toBe(page);
});

test('every open point that assume settles is told of, with its readings and its leaning, and no other is', () => {
  const told = [...page.matchAll(/^\| `([a-z-]+)` \| (`[^|]+`) \| (`[a-z-]+`)? ?\| [^|]+ \| [^|]+ \|$/gm)].map(
    ([, name = '', readings = '', leaning = '']) => [
      name,
      [...readings.matchAll(/`([^`]+)`/g)].map((match) => match[1]).sort(),
      leaning.replaceAll('`', ''),
    ],
  );
  const questions = namedQuestions.map(({ id, readings }) => [
    id,
    readings.map((reading) => reading.value).sort(),
    readings.find((reading) => reading.stands === 'leaning')?.value ?? '',
  ]);
  expect(told.sort()).toEqual(questions.sort());
  expect(openPoints.map((one) => one.point).sort()).toEqual(namedQuestions.map((one) => one.id).sort());
});

test('the leanings are those of the evidence, and each has some', () => {
  const leanings = namedQuestions.flatMap(({ id, readings }) => readings.filter((one) => one.stands === 'leaning').map((one) => [id, one.value]));
  expect(leanings.sort()).toEqual([
    ['fragment-cors-at-preflight', 'answers'],
    ['policy-elsewhere', 'no-cors'],
    ['second-cors-decorates-actual', 'yes'],
    ['terminate-unmatched-default', 'true'],
    ['unmatched-other-methods', 'ends'],
    ['wildcard-lists', 'echoed'],
  ]);
  for (const [point, reading] of leanings) expect(evidence.filter((one) => one.point === point && one.reading === reading).length).toBeGreaterThan(0);
  for (const { point, reading } of evidence) {
    expect(namedQuestions.find((one) => one.id === point)?.readings.map((one) => one.value)).toContain(reading);
  }
});

test('a reading that is a leaning is reported, never more', () => {
  for (const { readings } of namedQuestions) for (const one of readings) if (one.stands === 'leaning') expect(one.certainty).toBe('reported');
});

test('facts have names of their own', () => {
  const ids = Object.values(facts).map((fact) => fact.id);
  expect(new Set(ids).size).toBe(ids.length);
});

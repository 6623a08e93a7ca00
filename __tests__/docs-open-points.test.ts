import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedQuestions } from '../src/cors/questions.js';

test('every open point that assume settles is told of, with its outcomes, and no other is', () => {
  const page = readFileSync(join(__dirname, '../docs/how-it-decides.md'), 'utf8');
  const told = [...page.matchAll(/^\| `([a-z-]+)` \| (`[^|]+`) \|/gm)].map(([, name = '', outcomes = '']) => [
    name,
    [...outcomes.matchAll(/`([^`]+)`/g)].map((match) => match[1]).sort(),
  ]);
  const questions = namedQuestions.map(({ id, readings }) => [id, readings.map((reading) => reading.value).sort()]);
  expect(told.sort()).toEqual(questions.sort());
});

import { explore } from '../../../src/cors/worlds.js';
import { draftsOf } from '../../../src/review/evaluate.js';
import { rules } from '../../../src/rules/catalogue.js';
import { requestAnswer } from '../../../src/effective/request-route.js';
import { cases, refusedToSave } from './cases.js';
import { answersOf, outcomes, routeOf, short, stateOf } from './service.js';

test.each(cases.map((one) => [`${one.number}: ${one.fact} (${one.basis})`, one] as const))('%s', async (_, { service, asked, answers, headers }) => {
  const state = await stateOf(service);
  expect(outcomes(state, asked)).toEqual([...answers].sort());
  for (const answer of answersOf(state, asked)) {
    if (answer.headers['access-control-allow-origin'] === undefined) continue;
    for (const [name, value] of Object.entries(headers ?? {})) {
      expect([name, answer.headers[name]]).toEqual([name, typeof value === 'string' ? value : { oneOf: value }]);
    }
  }
});

test.each(refusedToSave.map((one) => [`${one.number}: ${one.fact} (${one.basis})`, one] as const))('%s', async (_, { service, rule }) => {
  expect((await draftsOf(await stateOf(service), rules)).map(({ draft }) => draft.rule)).toContain(rule);
});

test('68: OPTIONS with an Origin and no Access-Control-Request-Method is open (?)', async () => {
  const state = await stateOf({ api: [{ origins: ['https://a'] }] });
  const route = { ...routeOf(state, { method: 'OPTIONS' }), isUnmatched: true };
  const asked = { origin: 'https://a', method: 'OPTIONS', headers: [], credentials: null };
  const { worlds } = explore((walk) => requestAnswer(route, asked, new Map(), walk));
  expect([...new Set(worlds.map(({ result }) => short(result)))].sort()).toEqual(['200 https://a', '404 -']);
});

test('backends are not called for what ends before them', async () => {
  const state = await stateOf({ global: [{ origins: ['https://a'], terminate: 'true' }], api: ['B'] });
  const called = (origin: string): readonly unknown[] =>
    answersOf(state, { phase: 'request', origin, method: 'GET' }).map((answer) => answer.backendCalled);
  expect(called('https://b')).toEqual([false]);
  expect(called('https://a')).toEqual([true]);
});

test('every case of the table is here, but those about the wire', () => {
  const wire = [7, 62, 68, 69]; // no Origin, the backend's own headers, an OPTIONS without the request method, one without an Origin
  const numbers = new Set([...cases, ...refusedToSave].map((one) => one.number).concat(wire));
  expect([...Array(70).keys()].map((index) => index + 1).filter((number) => !numbers.has(number))).toEqual([]);
});

import { apiPath, cors, globalPath, policy } from '../../src/layouts/apiops/example.js';
import { explanationText } from '../../src/report/explanation-text.js';
import { unpainted } from '../../src/report/paint.js';
import { reportedTrace } from '../../src/report/trace-sentences.js';
import { app, ask } from '../asking.js';

/** What one `<cors>` does under several readings: each of them says under which. */

const files = { [apiPath]: policy(cors({ origins: ['*'], methods: ['PUT'] })) };
const matches = "if <origin>*</origin> matches the origin 'null'";
const matchesNot = "if <origin>*</origin> does not match the origin 'null'";

test('an element that does two things says under which reading it does each', async () => {
  const { trace } = await ask(files, { method: 'PUT', origin: 'null' });
  const said = reportedTrace(trace).filter(({ text }) => text.startsWith('preflight: '));
  expect(said.map(({ text }) => text.split(';')[0])).toEqual([
    `preflight: ${matches}: allows every origin, and decides`,
    `preflight: ${matchesNot}: does not list null`,
  ]);
});

test('what it leads to does not say it again', async () => {
  const text = explanationText(await ask(files, { method: 'PUT', origin: 'null' }), unpainted);
  expect(text.match(/allows every origin, and decides/g)).toHaveLength(2);
  expect(text).toContain(`allowed ${matches}`);
});

test('several <cors> have their numbers before the reading', async () => {
  const two = {
    [globalPath]: policy(cors({ origins: ['*'], methods: ['PUT'] })),
    [apiPath]: policy(['<base />', ...cors({ origins: [app], methods: ['PUT'] })]),
  };
  const { trace } = await ask(two, { method: 'PUT', origin: 'null' });
  const texts = reportedTrace(trace).map(({ text }) => text);
  expect(texts).toContain(`preflight: <cors> 1 of 2 ${matches}: allows every origin, and decides`);
});

test('what is the same under all readings names none', async () => {
  const { trace } = await ask(files, { method: 'PUT', origin: app });
  expect(trace.length).toBeGreaterThan(0);
  for (const { text } of reportedTrace(trace)) expect(text).not.toContain('if ');
});

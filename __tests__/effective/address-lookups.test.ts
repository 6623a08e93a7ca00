import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** Addresses that a change leaves are looked up, however many there are; where that takes too long, nobody says that all stays as it was. */

type Files = Readonly<Record<string, string>>;

const root = 'apimartifacts';
const app = 'https://app.contoso.com';
const many = (count: number, make: (index: number) => Files): Files => Object.assign({}, ...Array.from({ length: count }, (_, index) => make(index)));

function api(name: string, properties: Readonly<Record<string, unknown>>, urls: readonly string[]): Files {
  const paths = Object.fromEntries(urls.map((url, index) => [url, { get: { operationId: `o${index}`, responses: { 200: { description: 'ok' } } } }]));
  return {
    [`${root}/apis/${name}/apiInformation.json`]: JSON.stringify({ properties }),
    [`${root}/apis/${name}/specification.json`]: JSON.stringify({ openapi: '3.0.1', info: { title: name, version: '1' }, paths }),
    [`${root}/apis/${name}/policy.xml`]: policy(cors({ origins: [app] })),
  };
}

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base), memoryTree(head), { settings: defaultSettings, today: '2026-01-01' });

const beyond = ({ findings }: Review): readonly Review['findings'][number][] =>
  findings.filter(({ says }) => says.code === 'not-understood.too-much');

/** APIs told to lose somebody at their old address. */
const left = ({ changes }: Review): ReadonlySet<string | null> =>
  new Set(changes.filter(({ existence }) => existence === 'moved').flatMap(({ targets }) => targets.map((target) => target.api)));

const several = ['/one', '/two/{id}', '/three'];

test('every one of several hundred APIs that move is told', async () => {
  const side = (path: string): Files => many(600, (index) => api(`a${index}`, { path: `${path}/a${index}` }, several));
  const made = await review(side('old'), side('new'));
  expect(beyond(made)).toEqual([]);
  expect(left(made).size).toBe(600);
});

test('one that leaves its address is told behind hundreds whose address another API takes', async () => {
  const side = (path: string, last: string): Files => ({
    ...many(600, (index) => api(`a${index}`, { path: `${path}/a${index}` }, several)),
    ...api('all', { path: 'old' }, ['/*']),
    ...api('z', { path: last }, several),
  });
  const made = await review(side('old', 'z'), side('new', 'elsewhere'));
  expect(beyond(made)).toEqual([]);
  expect([...left(made)]).toEqual(['z']);
});

const versions = (suffix: string): Files => ({
  [`${root}/version sets/v/versionSetInformation.json`]: JSON.stringify({ properties: { versioningScheme: 'Query', versionQueryName: 'v' } }),
  ...many(2000, (index) => api(`a${index}`, { path: 'p', apiVersion: `${index}${suffix}`, apiVersionSetId: '/apiVersionSets/v' }, ['/one'])),
});

const fitting = (path: string): Files => ({
  ...api('taker', { path: 'p' }, ['/*', ...Array.from({ length: 1500 }, (_, index) => `/{x${index}}/b`)]),
  ...api(
    'moved',
    { path },
    Array.from({ length: 1500 }, (_, index) => `/b?n=${index}`),
  ),
});

const tooMuch: readonly (readonly [string, Files, Files, string, string])[] = [
  ['many APIs that share one path', versions(''), versions('b'), 'a0', 'a1999'],
  ['many operations that fit one URL', fitting('p/a'), fitting('q'), 'taker', 'moved'],
];

test.each(tooMuch)('what is not looked up is an error and not known, never as it was: %s', async (_, base, head, first, last) => {
  const made = await review(base, head);
  const [error, ...others] = beyond(made);
  expect([error?.severity, error?.says, others]).toEqual(['error', { code: 'not-understood.too-much', given: { what: 'addresses' } }, []]);
  expect(error?.path.endsWith('/apiInformation.json')).toBe(true);
  expect(made.provenUnchanged).toBe(false);
  // Every operation on either side is told: it loses somebody, or nobody knows.
  const told = new Set(made.findings.flatMap(({ targets }) => targets.map((target) => target.api)));
  expect([first, last].filter((name) => !told.has(name))).toEqual([]);
});

import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { apiPath, cors, fragmentPath, globalPath, operationPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import { causeReason } from '../../src/report/sentences/cause-reasons.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { causeTitle, headline } from '../../src/report/sentences/cause-titles.js';
import { harmRows } from '../../src/report/harm-table.js';
import { verdictOf } from '../../src/report/verdict.js';
import { rootCauses } from '../../src/review/root-causes.js';
import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;
const [old, added] = ['https://app.contoso.com', 'https://new.contoso.com'];
const own = (origin: string): readonly string[] => [...cors({ origins: [origin] }), '<base />'];
const one = (origin: string): readonly string[] => cors({ origins: [origin], methods: ['GET'] });

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: defaultSettings, today: '2026-01-01' });

async function verdictFor(files: Files, origin: string): Promise<string> {
  const request = { origin, method: 'GET', headers: [], credentials: 'omit' } as const;
  const destination = { kind: 'name', workspace: null, api: 'orders', operation: 'get-order' } as const;
  const tree = memoryTree(repository(files));
  const { verdict, actual, outcomes } = await explainRequest(tree, { request, destination, product: null, key: null }, defaultSettings, null);
  return `${verdict} ${String(actual.status)}${outcomes.some(({ when }) => when.code === 'not-saved') ? ' not saved' : ''}`;
}

/** What each change comes to: its kind, and of each origin the access now and why. */
function told({ changes }: Review): readonly string[] {
  return changes.flatMap(({ kind, origins }) => origins.map(({ origin, after }) => `${kind} ${origin}: ${after.allowed}, ${after.why.code}`));
}

const refused: readonly (readonly [what: string, path: string, head: Files])[] = [
  ['a section inside a section', apiPath, { [apiPath]: policy([...one(added), '<base />', '<outbound />']) }],
  ['an origin with a wildcard', apiPath, { [apiPath]: policy([...cors({ origins: [added, 'https://*.contoso.com'] }), '<base />']) }],
  ['an element that <cors> does not have', apiPath, { [apiPath]: policy(own(added)).replace('<allowed-origins>', '<origins /><allowed-origins>') }],
  ['an attribute that <cors> does not have', apiPath, { [apiPath]: policy(own(added)).replace('<cors ', '<cors allow-all="true" ') }],
  ['a second <cors>', apiPath, { [apiPath]: policy([...own(added), ...cors({ origins: [added] })]) }],
  [
    'at the operation',
    operationPath,
    { [operationPath]: policy([...cors({ origins: [added, 'https://*'] }), '<base />']), [apiPath]: policy(own(old)) },
  ],
  ['at the global scope', globalPath, { [globalPath]: policy(cors({ origins: [added, 'app.contoso.com/a'] })) }],
];

describe.each(refused)('refused at save: %s', (_, path, head) => {
  const base: Files = path === globalPath ? { [globalPath]: policy(cors({ origins: [old] })) } : { [apiPath]: policy(own(old)) };

  test('the review says of nobody that access is given or taken', async () => {
    const found = await review(base, head);
    const causes = rootCauses(found);
    expect(headline(found, causes)).toBe(`${path.length > 40 ? `…${path.slice(-39)}` : path} is refused at save: nothing is deployed`);
    expect(causes.flatMap(({ loses, gains }) => [...loses, ...gains])).toEqual([]);
    expect(causes.map(causeTitle).filter((title) => /can (?:no longer|now)/.test(title))).toEqual([]);
    expect([...new Set(told(found).map((line) => line.replace(/ \S+:/, '')))]).toEqual(['unknown unknown, refused']);
    const moved = found.findings.filter(({ rule }) => rule.startsWith('access-')).map(messageOf);
    expect(moved.length).toBeGreaterThan(0);
    for (const message of moved) expect(message).toMatch(/^Once this policy can be saved, /);
    // Who loses something then is told where people read, not in the findings alone.
    const losing = found.findings.filter(({ rule }) => rule === 'access-narrowed').map(messageOf);
    const reasons = causes.map((cause) => wholePhrase(causeReason(cause))).join(' ');
    for (const message of losing) expect(reasons).toContain(message);
  });

  test('the page says it in one way, whatever the policy would give and take', async () => {
    const found = await review(base, head);
    const causes = rootCauses(found).filter(({ status, rows }) => status === 'new' && rows.length > 0);
    expect(causes.map(causeTitle)).toEqual([headline(found, rootCauses(found))]);
    expect(harmRows(found, rootCauses(found)).map(({ mark, origins, after }) => [mark, ...origins, ...after])).toEqual([
      ['❌ not deployed', 'everybody', 'refused at save: what is deployed stays'],
    ]);
    expect(verdictOf(found).sentences).toContain('What API Management refuses to save is not deployed, and what is deployed stays.');
  });

  test.each([added, 'https://b.contoso.com'])('explain says of %s that what answers is not known', async (origin) => {
    expect(await verdictFor(head, origin)).toBe('unknown unknown not saved');
  });
});

test('a fragment that is refused lets nobody in', async () => {
  const including: Files = { [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']) };
  const fragment = (origins: readonly string[]): Files => ({ [fragmentPath]: [...within('fragment', cors({ origins })), ''].join('\n') });
  const found = await review({ ...including, ...fragment([old]) }, { ...including, ...fragment([added, 'https://*.contoso.com']) });
  expect(told(found).every((line) => line.endsWith('unknown, refused'))).toBe(true);
  expect(told(found)).not.toEqual([]);
});

describe('what is told as it is', () => {
  const broken = policy(cors({ origins: [old, 'https://*.contoso.com'] }));

  test('a change beside a policy that was refused before', async () => {
    const other = policy(cors({ origins: ['https://b.contoso.com', 'https://*.contoso.com'] }));
    const found = await review({ [globalPath]: other, [apiPath]: policy(own(old)) }, { [globalPath]: other, [apiPath]: policy(own(added)) });
    expect(told(found)).toContain(`mixed ${added}: yes, decided`);
  });

  test('a refused policy that is mended', async () => {
    const found = await review({ [apiPath]: broken }, { [apiPath]: policy(cors({ origins: [old, added] })) });
    // What answered before is not known: the refused text never did.
    expect(told(found)).toEqual([`unknown ${added}: yes, decided`]);
  });

  test('a policy that can be saved allows', async () => {
    expect(await verdictFor({ [apiPath]: policy(own(old)) }, old)).toBe('allowed backend');
  });
});

test.each<[string, Files, Files]>([
  ['at an API', { [apiPath]: policy(own(added)).replace('<cors ', '<cors allow-all="true" ') }, { [apiPath]: policy(own(added)) }],
  [
    'at the global scope',
    { [globalPath]: policy(cors({ origins: [added, 'app.contoso.com/a'] })) },
    { [globalPath]: policy(cors({ origins: [added] })) },
  ],
])('what base has and was never deployed proves nothing: %s', async (_, base, head) => {
  const found = await review(base, head);
  expect([found.provenUnchanged, found.notes.map(({ code }) => code)]).toEqual([false, ['newly-deployed']]);
});

describe('nothing else is told or offered of a policy that is refused at save', () => {
  const admin = 'https://admin.contoso.com';
  const twice = policy([...cors({ origins: [old], attributes: '' }), ...cors({ origins: [admin] })]);
  test.each<[string, Files, Files]>([
    ['what would let in', { [apiPath]: policy(cors({ origins: [old] })) }, { [apiPath]: twice }],
    ['what would shut out', { [apiPath]: policy(cors({ origins: [old, admin] })) }, { [apiPath]: policy(cors({ origins: [old, 'https://*'] })) }],
    [
      'what would answer first elsewhere',
      { [globalPath]: policy([]), [apiPath]: policy(['<base />', ...cors({ origins: [old] })]) },
      { [globalPath]: policy(cors({ origins: [admin, 'https://*'] })), [apiPath]: policy(['<base />', ...cors({ origins: [old] })]) },
    ],
    ['what lists nothing', { [apiPath]: policy(cors({ origins: [old] })) }, { [apiPath]: policy(cors({ origins: [] })) }],
    ['what would change nothing', { [apiPath]: policy(cors({ origins: [old] })) }, { [apiPath]: policy(cors({ origins: [old, 'https://*'] })) }],
    [
      'what is not well-formed',
      { [apiPath]: policy(cors({ origins: [old] })) },
      { [apiPath]: policy(cors({ origins: [old] })).replace('</cors>', '') },
    ],
  ])('%s', async (_, base, head) => {
    const found = await review(base, head);
    const [first, ...others] = rootCauses(found).filter(({ severity, status }) => status === 'new' && severity !== 'info');
    expect([first === undefined ? '' : causeTitle(first), others.map(causeTitle)]).toEqual([
      expect.stringMatching(/is refused at save: nothing is deployed$/),
      [],
    ]);
    expect(harmRows(found, rootCauses(found)).map(({ mark }) => mark)).toEqual(['❌ not deployed']);
    // What stays refused is no repair.
    for (const { edits } of first?.repairs ?? []) {
      const mended = edits.flatMap(({ lines }) => lines).join('\n');
      expect(mended).not.toMatch(/https:\/\/\*|terminate-unmatched-request="false"/);
    }
  });
});

test.each([
  ['its scheme twice', 'https://https://app.contoso.com', 'https://app.contoso.com'],
  ['with a path', 'https://app.contoso.com/shop', 'https://app.contoso.com'],
])('nobody is said to lose what the fix below gives back: %s', async (_, written, meant) => {
  const list = (origin: string): Files => ({ [apiPath]: policy(cors({ origins: [origin] })) });
  const [cause] = rootCauses(await review(list(meant), list(written)));
  expect(cause?.repairs[0]?.isSafe).toBe(true);
  expect(cause === undefined ? '' : wholePhrase(causeReason(cause))).not.toContain('Once this policy can be saved');
});

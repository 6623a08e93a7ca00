import fc from 'fast-check';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, ordersSpecification, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewReport } from '../../src/report/json.js';
import type { ReviewReport } from '../../src/report/published.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { files, type Files } from './arbitrary-files.js';

const options = { settings: defaultSettings, today: '2026-01-01' };

async function review(base: Files, head: Files): Promise<ReviewReport> {
  return reviewReport(await reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), options), '1.0.0');
}

const app = cors({ origins: ['https://app.contoso.com'], attributes: ' terminate-unmatched-request="true"' });
const portal = cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: ' terminate-unmatched-request="true"' });
const silent = cors({ origins: ['https://contoso.developer.azure-api.net'], attributes: '' });
const anybody = cors({ origins: ['*'], attributes: ' terminate-unmatched-request="true"' });
const base = ['<base />'];

interface Told {
  readonly headline: string;
  readonly causes: readonly string[];
}

function told({ headline, causes }: ReviewReport): Told {
  return {
    headline,
    causes: causes.map(
      ({ severity, title, path, line, findings }) => `${severity} ${title}, ${path.replace('apimartifacts/', '')}:${line} (${findings.length})`,
    ),
  };
}

const cases: readonly (readonly [fact: string, base: Files, head: Files, told: Told])[] = [
  [
    'the portal’s global <cors> decides for an API that inherits it first: one cause, where the <cors> stands',
    { [globalPath]: policy([]), [apiPath]: policy([...base, ...app]) },
    { [globalPath]: policy(portal), [apiPath]: policy([...base, ...app]) },
    {
      headline: 'https://app.contoso.com can no longer call orders',
      causes: ['error https://app.contoso.com can no longer call orders, policy.xml:3 (3)'],
    },
  ],
  [
    'the same where two readings are documented',
    { [globalPath]: policy([]), [apiPath]: policy([...base, ...app]) },
    { [globalPath]: policy(silent), [apiPath]: policy([...base, ...app]) },
    {
      headline: 'https://app.contoso.com can no longer call orders',
      causes: ['error https://app.contoso.com can no longer call orders, policy.xml:3 (4)'],
    },
  ],
  [
    'every website is let in: the wildcard and who gains are one cause',
    { [globalPath]: policy([]), [apiPath]: policy(app) },
    { [globalPath]: policy([]), [apiPath]: policy(anybody) },
    {
      headline: 'any other website can now call orders',
      causes: ['warning any other website can now call orders, apis/orders/policy.xml:3 (2)'],
    },
  ],
  [
    'a <cors> is taken away: who loses, where it stood',
    { [globalPath]: policy([]), [apiPath]: policy([...app, ...base]) },
    { [globalPath]: policy([]), [apiPath]: policy(base) },
    {
      headline: 'https://app.contoso.com can no longer call orders',
      causes: ['warning https://app.contoso.com can no longer call orders, apis/orders/policy.xml:3 (1)'],
    },
  ],
  [
    'a <base /> is taken away, and with it the <cors> that let the app in',
    { [globalPath]: policy(app), [apiPath]: policy(base) },
    { [globalPath]: policy(app), [apiPath]: policy([]) },
    {
      headline: 'https://app.contoso.com can no longer call orders',
      causes: ['error https://app.contoso.com can no longer call orders, apis/orders/policy.xml:3 (2)'],
    },
  ],
  [
    'a method less',
    { [globalPath]: policy([]), [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'PUT'] })) },
    { [globalPath]: policy([]), [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], methods: ['GET'] })) },
    {
      headline: 'https://app.contoso.com can no longer call orders (put-order)',
      causes: ['warning https://app.contoso.com can no longer call orders (put-order), apis/orders/policy.xml:3 (2)'],
    },
  ],
  [
    'everybody is shut out, and a named one is not',
    { [globalPath]: policy([]), [apiPath]: policy(anybody) },
    { [globalPath]: policy([]), [apiPath]: policy(app) },
    {
      headline: 'any other website can no longer call orders',
      causes: ['warning any other website can no longer call orders, apis/orders/policy.xml:3 (1)'],
    },
  ],
  [
    'nothing changes',
    { [globalPath]: policy([]), [apiPath]: policy(app) },
    { [globalPath]: policy([]), [apiPath]: policy(['<!-- kept -->', ...app]) },
    { headline: 'Nothing changes for anybody: every origin keeps exactly the access it has.', causes: [] },
  ],
];

test.each(cases)('%s', async (_, before, after, expected) => {
  expect(told(await review(before, after))).toEqual(expected);
});

test('a cause says what it depends on, and which of its repairs are right in every case', async () => {
  const { causes } = await review(
    { [globalPath]: policy([]), [apiPath]: policy([...base, ...app]) },
    { [globalPath]: policy(silent), [apiPath]: policy([...base, ...app]) },
  );
  expect(causes[0]?.depends).toContainEqual({
    point: 'terminate-unmatched-default',
    outcomes: [
      { value: 'true', says: 'blocked', leaning: true },
      { value: 'false', says: 'allowed', leaning: false },
    ],
  });
  const safe = causes[0]?.repairs.filter((repair) => repair.safe).map(({ title }) => title);
  expect(safe?.length).toBeGreaterThan(0);
  // The origin is let in wherever the global policy is inherited: more than it had.
  expect(causes[0]?.repairs.find(({ title }) => title.startsWith('Allow'))?.safe ?? false).toBe(false);
});

test('a scan names whom a cause lets in', async () => {
  const report = reviewReport(
    await scanTree(memoryTree(repository({ [apiPath]: policy(anybody), [operationPath]: policy(app) }), 'head'), options),
    '1.0.0',
  );
  expect(report.causes.map(({ title, loses, gains }) => [title, loses, gains])).toContainEqual([
    expect.stringMatching(/^any other website may call orders/),
    [],
    [],
  ]);
});

test('every finding belongs to one cause, which is as bad as its worst; titles have at most 80 characters', async () => {
  let several = 0;
  await fc.assert(
    fc.asyncProperty(files, files, async (before, after) => {
      const { findings, causes, headline } = await review(before, after);
      expect(causes.flatMap((cause) => cause.findings).sort()).toEqual(findings.map(({ fingerprint }) => fingerprint).sort());
      expect(new Set(causes.map(({ id }) => id)).size).toBe(causes.length);
      const rank = ['info', 'warning', 'error'];
      for (const cause of causes) {
        const own = findings.filter(({ fingerprint }) => cause.findings.includes(fingerprint));
        expect(rank.indexOf(cause.severity)).toBe(Math.max(...own.map(({ severity }) => rank.indexOf(severity))));
        expect(new Set(own.map(({ status }) => status))).toEqual(new Set([cause.status]));
        expect(cause.title.length).toBeLessThanOrEqual(80);
        several += own.length > 1 ? 1 : 0;
      }
      expect(headline).not.toBe('');
    }),
    { numRuns: 60 },
  );
  expect(several).toBeGreaterThan(10);
});

describe('an operation that takes OPTIONS itself is one cause, with what follows from it', () => {
  const listing = cors({ origins: ['https://app.contoso.com'], methods: ['GET', 'PUT'], attributes: '' });
  const checked = policy([...base, ...listing, '<validate-jwt header-name="Authorization" />']);
  const own = operationPath.replace('get-order', 'options-order');
  const answering = ['<return-response>', '  <set-status code="200" reason="OK" />', '</return-response>'];
  const before: Files = { ...ordersSpecification(['get', 'put']), [apiPath]: checked };
  test.each([
    ['inherits nothing', answering],
    ['inherits', [...base, ...answering]],
  ])('its policy %s', async (_, inbound) => {
    const after: Files = { ...ordersSpecification(['get', 'put', 'options']), [apiPath]: checked, [own]: policy(inbound) };
    const { causes, findings } = await review(before, after);
    const followed = findings.filter(({ rule }) => rule === 'access-narrowed' || rule === 'inherited-policies-dropped');
    expect(followed.map(({ severity }) => severity)).not.toContain('error');
    const [cause] = causes.filter((one) => followed.some(({ fingerprint }) => one.findings.includes(fingerprint)));
    expect([cause?.title, cause?.path]).toEqual(['https://app.contoso.com can no longer call orders (put-order)', own]);
    expect(followed.every(({ fingerprint }) => cause?.findings.includes(fingerprint) === true)).toBe(true);
  });

  test('where a GET still works without a preflight, nobody is said to be shut out', async () => {
    const after: Files = { ...ordersSpecification(['get', 'options']), [apiPath]: checked, [own]: policy(answering) };
    const scanned = reviewReport(await scanTree(memoryTree(repository(after), 'head'), options), '1.0.0');
    expect(scanned.causes.map(({ title }) => title)).toContain('https://app.contoso.com gets less on orders (get-order)');
  });
});

import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;
const today = '2026-01-01';

function review(base: Files, head: Files, given: Partial<Settings> = {}): Promise<Review> {
  return reviewTrees(memoryTree(base), memoryTree(head), { settings: { ...defaultSettings, ...given }, today });
}

const told = ({ findings }: Review, rule: string): readonly string[] =>
  findings.flatMap((one) => (one.rule === rule ? [`${one.status} ${one.severity}`] : []));

const restricted = cors({ origins: ['https://app.contoso.com'] });
const open = cors({ origins: ['*'] });
const withCors = (lines: readonly string[]): string => policy([...lines, '<base />']);

describe('a policy that cannot be read on either side', () => {
  const unreadable: readonly (readonly [string, (text: string) => string])[] = [
    ['a document type', (text) => `<!DOCTYPE policies>\n${text}`],
    ['a tag that does not end', (text) => text.replace('</inbound>', '')],
    ['an unknown reference', (text) => text.replace('<base />', '&nowhere;<base />')],
    ['text before it', (text) => `\u200b${text}`],
    ['a section twice', (text) => text.replace('<backend>', '<inbound><base /></inbound>\n<backend>')],
    ['a fragment in its place', (text) => text.replaceAll('policies>', 'fragment>')],
    ['another root', (text) => text.replaceAll('policies>', 'policy>')],
    [
      'a pointer of Git LFS',
      (text) =>
        `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(60)}${text.includes('app.contoso.com') ? 'aaaa' : 'bbbb'}\nsize 12\n`,
    ],
  ];
  const scopes = { 'an API': apiPath, 'the service': globalPath };

  test.each(unreadable.flatMap(([what, write]) => Object.entries(scopes).map(([scope, path]) => [what, scope, path, write] as const)))(
    '%s, of %s: new where it changed',
    async (_, __, path, write) => {
      const base = repository({ [apiPath]: withCors(restricted), [path]: write(withCors(restricted)) });
      const changed = await review(base, { ...base, [path]: write(withCors(open)) });
      expect(told(changed, 'malformed-policy')).toEqual(['new error']);
      expect(changed.conclusion).toBe('fail');
      const elsewhere = path === apiPath ? globalPath : apiPath;
      const untouched = await review(base, { ...base, [elsewhere]: withCors(cors({ origins: ['https://other.contoso.com'] })) });
      expect(told(untouched, 'malformed-policy').filter((one) => one.startsWith('new'))).toEqual([]);
    },
  );

  test('a policy under another name stays one, whatever stands before it', async () => {
    const own = 'apimartifacts/apis/orders/orders.xml';
    const { [apiPath]: usual = '', ...rest } = repository({ [apiPath]: withCors(restricted) });
    const base = { ...rest, [own]: usual };
    for (const before of ['\u200b', 'x', '%{ if true }\n', `<!--${' '.repeat(300 * 1024)}-->`, '<!-- ', '<!DOCTYPE policies>\n']) {
      const found = await review(base, { ...base, [own]: `${before}${withCors(open)}` });
      expect(found.findings.filter(({ status, severity }) => status === 'new' && severity !== 'info')).not.toEqual([]);
    }
  });
});

test('a fragment that cannot be read is new where it changed', async () => {
  const path = 'apimartifacts/policy fragments/browsers/policy.xml';
  const fragment = (lines: readonly string[]): string => `<!DOCTYPE fragment>\n${within('fragment', lines).join('\n')}\n`;
  const base = { ...repository({ [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']) }), [path]: fragment(restricted) };
  expect(told(await review(base, { ...base, [path]: fragment(open) }), 'malformed-policy')).toEqual(['new error']);
});

describe('status is judged in each environment', () => {
  const value = (text: string): string => `namedValues:\n- name: o\n  properties:\n    value: ${text}\n`;
  const information = JSON.stringify({ properties: { displayName: 'o', value: '*' } });
  const files = (configurations: Files): Files => ({
    ...repository({ [apiPath]: withCors(cors({ origins: ['{{o}}'] })) }),
    'apimartifacts/named values/o/namedValueInformation.json': information,
    ...configurations,
  });
  const environments = ['dev', 'prod'];

  test('what is there as the artifacts are, and new in prod, is new in prod', async () => {
    const base = files({ 'configuration.prod.yaml': value('https://app.contoso.com'), 'configuration.dev.yaml': value('"*"') });
    const head = files({ 'configuration.prod.yaml': 'namedValues: []\n', 'configuration.dev.yaml': value('"*"') });
    const found = await review(base, head, { environments });
    const one = found.findings.find(({ rule }) => rule === 'wildcard-origin');
    expect(one).toMatchObject({ status: 'new', environment: 'prod' });
  });

  test('what is there in every environment is not', async () => {
    const base = files({ 'configuration.prod.yaml': value('"*"'), 'configuration.dev.yaml': value('"*"') });
    const head = files({ 'configuration.prod.yaml': 'namedValues: []\n', 'configuration.dev.yaml': value('"*"') });
    const found = await review(base, head, { environments });
    expect(told(found, 'wildcard-origin')).toEqual(['existing warning']);
  });
});

describe('ignores: base', () => {
  const comment = '<!-- apim-cors-ignore wildcard-origin, access-widened: public data -->';
  const given = { ignores: 'base', failOn: 'warning' } as const;
  const waits = async (base: readonly string[], head: readonly string[]): Promise<boolean> => {
    const found = await review(repository({ [apiPath]: policy(base) }), repository({ [apiPath]: policy(head) }), given);
    return found.findings.some(({ rule, status }) => rule === 'wildcard-origin' && status === 'new');
  };
  const oneLine = (lines: readonly string[]): string => lines.map((line) => line.trim()).join('');

  test.each([
    ['moved to another element', [comment, '<base />', ...restricted], ['<base />', comment, ...open]],
    ['copied to another element', [comment, '<base />', ...restricted], [comment, '<base />', comment, ...open]],
    ['whose own line holds another element', [`${comment}<base />${oneLine(restricted)}`], [`${comment}<base />${oneLine(open)}`]],
    ['on a line of its own, with two elements behind it', [comment, `<base />${oneLine(restricted)}`], [comment, `<base />${oneLine(open)}`]],
    ['added', ['<base />', ...restricted], ['<base />', comment, ...open]],
  ])('a comment %s waits for the merge', async (_, base, head) => {
    expect(await waits(base, head)).toBe(true);
  });

  test.each([
    ['where it was', [comment, ...restricted, '<base />'], [comment, ...open, '<base />']],
    ['below something new', [comment, ...restricted, '<base />'], ['<set-header name="a" exists-action="delete" />', comment, ...open, '<base />']],
    ['indented otherwise', [comment, ...restricted, '<base />'], [`      ${comment}`, '', ...open, '<base />']],
  ])('a comment %s counts', async (_, base, head) => {
    expect(await waits(base, head)).toBe(false);
  });

  test('a comment inside <choose> is bound to its branch', async () => {
    const branches = (first: readonly string[], second: readonly string[]): readonly string[] =>
      ['a', 'b'].reduce<readonly string[]>(
        (lines, name, index) => [
          ...lines,
          `<when condition="@(context.Api.Id == &quot;${name}&quot;)">`,
          ...(index === 0 ? first : second),
          '</when>',
        ],
        [],
      );
    const choose = (lines: readonly string[]): readonly string[] => ['<choose>', ...lines, '</choose>', '<base />'];
    const base = choose(branches([comment, ...restricted], restricted));
    const moved = choose(branches(restricted, [comment, ...open]));
    const found = await review(repository({ [apiPath]: policy(base) }), repository({ [apiPath]: policy(moved) }), given);
    expect(found.ignored.filter(({ addedByChange }) => !addedByChange)).toEqual([]);
  });
});

test.each([
  ['JSON', 'apimartifacts/apis/orders/apiInformation.json', '{ "properties": '],
  ['YAML', 'configuration.prod.yaml', 'namedValues: [ {'],
])('metadata in %s that cannot be read on either side is new where it changed, and nothing is proven', async (_, path, text) => {
  const base = { ...repository({ [apiPath]: withCors(restricted) }), [path]: text };
  const given = { environments: ['prod'] };
  const changed = await review(base, { ...base, [path]: `${text} ` }, given);
  expect(told(changed, 'unreadable-metadata')).toEqual(['new warning']);
  expect(changed.provenUnchanged).toBe(false);
  const untouched = await review(base, { ...base, [apiPath]: withCors(open) }, given);
  expect(told(untouched, 'unreadable-metadata')).toEqual(['existing warning']);
});

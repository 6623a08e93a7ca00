import { applyPatch, parsePatch } from 'diff';
import fc from 'fast-check';
import { parse } from 'yaml';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings, type Settings } from '../../src/config/settings.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { apiPath, cors, globalPath, policy, repository, within } from '../../src/layouts/apiops/example.js';
import type { Finding, Review, Suggestion } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { openRepository } from '../../src/layouts/repository.js';
import { PolicyDesk } from '../../src/review/policy-desk.js';
import type { PolicyRef } from '../../src/text/policy-ref.js';
import { parseXml } from '../../src/xml/document.js';
import { memoryTree } from '../memory-tree.js';
import { effectOf, messageOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;
const settings: Settings = { ...defaultSettings, environments: ['prod'] };
const options = { settings, today: '2026-01-01' };
const configuration = 'configuration.prod.yaml';
const scan = (files: Files, given = options): Promise<Review> => scanTree(memoryTree(files), given);

const app = cors({ origins: ['https://app.contoso.com'] });
const www = cors({ origins: ['https://www.contoso.com'] });
const once = policy([...app, '<base />']);
const twice = policy([...app, ...www, '<base />']);
const plain = policy(['<base />']);
const api = (id: string, at = `apis/${id}`): Files => ({
  [`apimartifacts/${at}/apiInformation.json`]: JSON.stringify({ name: id, properties: { path: id, subscriptionRequired: true } }),
  [`apimartifacts/${at}/policy.xml`]: plain,
});
const artifacts: Files = { [globalPath]: policy([]), ...api('one'), ...api('two') };

type Style = (text: string, indentation: string) => string;
const block =
  (header: string): Style =>
  (text, indentation) =>
    `${header}\n${text.replace(/^(?=.)/gm, indentation)}`.trimEnd();
const literal = block('|');
const styles: readonly (readonly [string, Style])[] = [
  ['literal blocks', literal],
  ['folded blocks', block('>-')],
  ['double quoted texts on one line', (text) => JSON.stringify(text)],
  ['single quoted texts', (text) => `'${text.replaceAll('\n', ' ').replace(/ +/g, ' ').replaceAll("'", "''").trim()}'`],
  [
    'plain texts of several lines',
    (text, indentation) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.trim())
        .join(`\n${indentation}`),
  ],
];

/** An override of each named API's policy. */
function overrides(texts: Readonly<Record<string, string>>, style: Style): string {
  const items = Object.entries(texts).flatMap(([id, text]) => [
    `- name: ${id}`,
    '  policies:',
    '  - name: policy',
    '    properties:',
    '      format: rawxml',
    `      value: ${style(text, '        ')}`,
  ]);
  return ['apis:', ...items, ''].join('\n');
}

function found(review: Review, rule: string): readonly Finding[] {
  return review.findings.filter((finding) => finding.rule === rule);
}

/** The files after a suggestion, by its patch; its edits say the same. */
function applied(files: Files, suggestion: Suggestion): Files {
  const after: Record<string, string> = { ...files };
  for (const one of parsePatch(suggestion.patch)) {
    const path = one.newFileName?.replace(/^b\//, '') ?? '';
    const text = files[path] ?? '';
    const patched = applyPatch(text, one);
    if (patched === false) throw new Error('the patch applies');
    after[path] = patched;
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const lines = text.split(/\r?\n/);
    for (const edit of suggestion.edits.filter((other) => other.path === path).reverse())
      lines.splice(edit.startLine - 1, edit.endLine - edit.startLine + 1, ...edit.lines);
    expect(lines.join(eol)).toBe(patched);
  }
  return after;
}

const only = (finding: Finding | undefined): Finding => {
  if (finding === undefined) throw new Error('there is a finding');
  return finding;
};

const first = (finding: Finding | undefined): Suggestion => {
  const suggestion = finding?.suggestions[0];
  if (suggestion === undefined) throw new Error('there is a suggestion');
  return suggestion;
};

describe.each(styles)('a configuration of %s', (_, style) => {
  test('that overrides two APIs has no second <cors> in either', async () => {
    const review = await scan({ ...artifacts, [configuration]: overrides({ one: once, two: once }, style) });
    expect(found(review, 'duplicate-cors')).toEqual([]);
  });

  test('is repaired in place, and the other policy stays as it is', async () => {
    const files = { ...artifacts, [configuration]: overrides({ one: once, two: twice }, style) };
    const review = await scan(files);
    const [finding, ...others] = found(review, 'duplicate-cors');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ path: configuration, severity: 'error', environment: 'prod' });
    const after = applied(files, first(finding));
    const texts = (text: string): readonly string[] =>
      (parse(text) as { apis: { policies: { properties: { value: string } }[] }[] }).apis.map((one) => one.policies[0]?.properties.value ?? '');
    expect(texts(after[configuration] ?? '')[0]).toBe(texts(files[configuration])[0]);
    expect(texts(after[configuration] ?? '')[1]).not.toContain('www');
    expect(found(await scan(after), 'duplicate-cors')).toEqual([]);
  });
});

test('elements of a block stand at their own lines', async () => {
  const text = overrides({ one: once, two: twice }, literal);
  const [finding] = found(await scan({ ...artifacts, [configuration]: text }), 'duplicate-cors');
  const second = text.split('\n').flatMap((line, index) => (line.includes('<cors') ? [index + 1] : []))[2];
  expect(finding?.line).toBe(second);
  expect(finding?.suggestions[0]?.fitsBlock).toBe(true);
});

test('an element of a policy on one line is told by its place in the text, and gets no block', async () => {
  const text = overrides({ one: twice }, (value) => JSON.stringify(value));
  const [finding] = found(await scan({ ...artifacts, [configuration]: text }), 'duplicate-cors');
  expect(finding).toMatchObject({ line: 7 });
  expect(messageOf(only(finding))).toMatch(/\(<cors>, policy line 14, column 5\)$/);
  expect(first(finding).fitsBlock).toBe(false);
});

test('two workspaces and a product beside an API', async () => {
  const nested = ['team', 'crew'].map((name) => [
    `- name: ${name}`,
    ...overrides({ one: once }, literal)
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ]);
  const product = overrides({ starter: twice }, literal).replace('apis:', 'products:');
  const files = {
    ...artifacts,
    ...api('one', 'workspaces/team/apis/one'),
    ...api('one', 'workspaces/crew/apis/one'),
    'apimartifacts/products/starter/productInformation.json': JSON.stringify({ properties: { state: 'published', subscriptionRequired: true } }),
    'apimartifacts/products/starter/policy.xml': plain,
    [configuration]: `${overrides({ one: once }, literal)}workspaces:\n${nested.flat().join('\n')}\n${product}`,
  };
  const review = await scan(files);
  const [finding, ...others] = found(review, 'duplicate-cors');
  expect(others).toEqual([]);
  expect(files[configuration].split('\n')[(finding?.line ?? 0) - 1]).toContain('<cors');
  expect(found(await scan(applied(files, first(finding))), 'duplicate-cors')).toEqual([]);
});

describe('an ignore comment', () => {
  const comment = (reason: string): string => `<!-- apim-cors-ignore duplicate-cors: ${reason} -->`;
  const ignoring = (reason: string): string => policy([...app, comment(reason), ...www, '<base />']);

  test.each(styles.slice(0, 3))('works in each of the policies, and only there: %s', async (_, style) => {
    const both = await scan({ ...artifacts, [configuration]: overrides({ one: ignoring('first'), two: ignoring('second') }, style) });
    expect(found(both, 'duplicate-cors')).toEqual([]);
    expect(both.ignored.map(({ reason, from }) => [reason, from])).toEqual([
      ['first', 'comment'],
      ['second', 'comment'],
    ]);
    expect(both.notes).toEqual([]);
    const one = await scan({ ...artifacts, [configuration]: overrides({ one: ignoring('first'), two: twice }, style) });
    expect(found(one, 'duplicate-cors')).toHaveLength(1);
    expect(one.ignored).toHaveLength(1);
  });

  test('in a policy on one line stands before its own element', async () => {
    const before = policy([comment('no'), ...app, ...www, '<base />']);
    const review = await scan({ ...artifacts, [configuration]: overrides({ one: before }, (text) => JSON.stringify(text)) });
    expect(found(review, 'duplicate-cors')).toHaveLength(1);
    expect(review.ignored).toEqual([]);
  });

  test('that base has is not added by a change further up in the file', async () => {
    const base = { ...artifacts, [configuration]: overrides({ two: ignoring('old') }, literal) };
    const head = { ...artifacts, [configuration]: overrides({ one: once, two: ignoring('old') }, literal) };
    const { ignored } = await reviewTrees(memoryTree(base), memoryTree(head), options);
    expect(ignored.map(({ addedByChange }) => addedByChange)).toEqual([false]);
  });
});

test('a change of one policy is caused by its own lines', async () => {
  const base = { ...artifacts, [configuration]: overrides({ one: once, two: once }, literal) };
  const other = policy([...cors({ origins: ['https://other.contoso.com'] }), '<base />']);
  const head = { ...artifacts, [configuration]: overrides({ one: once, two: other }, literal) };
  const review = await reviewTrees(memoryTree(base), memoryTree(head), options);
  const line = head[configuration].split('\n').findIndex((one) => one.includes('other.contoso.com')) + 1;
  expect(review.changes.flatMap(({ targets, causes }) => targets.map((target) => [target.api, causes]))).toEqual([
    ['two', [{ path: configuration, line }]],
  ]);
});

test('fingerprints do not depend on where in the file a policy stands', async () => {
  const prints = async (texts: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    found(await scan({ ...artifacts, [configuration]: overrides(texts, literal) }), 'duplicate-cors').map(({ fingerprint }) => fingerprint);
  const alone = await prints({ two: twice });
  expect(alone).toHaveLength(1);
  expect(await prints({ one: once, two: twice })).toEqual(alone);
  expect(new Set(await prints({ one: twice, two: twice })).size).toBe(2);
});

describe('a text that an alias puts at two scopes', () => {
  const shared = (text: string): string =>
    [
      'apis:',
      ...['one', 'two'].flatMap((id, index) => [
        `- name: ${id}`,
        '  policies:',
        '  - name: policy',
        '    properties:',
        `      value: ${index === 0 ? `&shared ${literal(text, '        ')}` : '*shared'}`,
      ]),
      '',
    ].join('\n');

  test('is repaired for both', async () => {
    const files = { ...artifacts, [configuration]: shared(twice) };
    const review = await scan(files);
    const findings = found(review, 'duplicate-cors');
    expect(findings.map(({ targets }) => targets.map((target) => target.api))).toEqual([['one', 'two']]);
    for (const finding of findings) {
      const suggestion = first(finding);
      expect(effectOf(suggestion)).toContain('2 operations of 2 APIs');
      expect(found(await scan(applied(files, suggestion)), 'duplicate-cors')).toEqual([]);
    }
  });

  test('is repaired for all of its scopes or for none, and does no harm at either', async () => {
    const www = 'https://www.contoso.com';
    const above = fc.subarray(['<base />', ...[app, www].map((_, index) => `cors ${index}`)], { minLength: 1 });
    const lines = (order: readonly string[], passes: boolean): readonly string[] =>
      order.flatMap((one) =>
        one === '<base />'
          ? [one]
          : cors({
              origins: [one === 'cors 0' ? 'https://app.contoso.com' : www],
              attributes: ` terminate-unmatched-request="${String(!passes)}"`,
            }),
      );
    let offered = 0;
    await fc.assert(
      fc.asyncProperty(
        above.chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length })),
        fc.boolean(),
        fc.constantFrom('two', 'none'),
        fc.boolean(),
        async (order, passes, starred, restrictive) => {
          const files = {
            ...artifacts,
            [globalPath]: policy(restrictive ? cors({ origins: [www] }) : []),
            // One of the two APIs has an operation that adds to what the shared text says.
            ...(starred === 'none' ? {} : { 'apimartifacts/apis/two/operations/get/policy.xml': policy(['<base />', ...app]) }),
            [configuration]: shared(policy(lines(order, passes))),
          };
          const before = await scan(files);
          const errors = (review: Review): readonly string[] =>
            review.findings
              .filter((one) => one.severity === 'error')
              .map((one) => `${one.rule} ${one.targets.map((target) => `${target.api ?? ''}/${target.operations.join()}`).join()}`);
          const known = new Set(errors(before));
          for (const finding of before.findings) {
            for (const suggestion of finding.suggestions) {
              if (suggestion.edits.every((edit) => edit.path !== configuration)) continue;
              offered += 1;
              const after = applied(files, suggestion);
              const { apis } = parse(after[configuration] ?? '') as { apis: { policies: { properties: { value: string } }[] }[] };
              const texts = apis.map((one) => one.policies[0]?.properties.value);
              expect(texts[0]).toBe(texts[1]);
              expect(errors(await scan(after)).filter((one) => !known.has(one))).toEqual([]);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(offered).toBeGreaterThan(0);
  });
});

describe('two policies of one file', () => {
  test('never meet: whatever one of them becomes, the other reads as it did, and both together become what each was to be', async () => {
    const text = fc
      .array(fc.constantFrom('<base />', ...app, '<set-header name="x-a"><value>1 &amp; "2"</value></set-header>', "<!-- é: # ' -->", ''), {
        maxLength: 5,
      })
      .map((lines) => `<policies>\n  <inbound>\n${lines.map((line) => `    ${line.trim()}`).join('\n')}\n  </inbound>\n</policies>`)
      .filter((one) => parseXml(one).ok);
    let written = 0;
    let together = 0;
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        text,
        text,
        fc.constantFrom(...styles.slice(0, 4)),
        fc.boolean(),
        async (one, two, first, second, [, style], crlf) => {
          const file = overrides({ one, two }, style);
          const tree = memoryTree({ ...artifacts, [configuration]: crlf ? file.replaceAll('\n', '\r\n') : file });
          const services = await (await openRepository(tree, { scopes: [], environments: ['prod'] }, new PolicyCache())).loadAll();
          const [service] = services.filter(({ environment }) => environment === 'prod');
          if (service === undefined) throw new Error('there is a service');
          const desk = new PolicyDesk(tree, new ServiceState(service, new Map()));
          const at = (id: string): PolicyRef => {
            const policyFile = service.apis.find((api) => api.id === id)?.policy;
            if (policyFile?.ok !== true) throw new Error('the policy is read');
            return policyFile.document.ref;
          };
          const values = (changed: string): readonly string[] =>
            (parse(changed) as { apis: { policies: { properties: { value: string } }[] }[] }).apis.map(
              (api) => api.policies[0]?.properties.value ?? '',
            );
          const before = values((await desk.textOf(configuration)) ?? '');
          const now = async (id: string): Promise<string> => (await desk.open(at(id)))?.text ?? '';
          expect([await now('one'), await now('two')]).toEqual(before);
          const alone = await desk.rewrite([{ ref: at('one'), text: first }]);
          if (alone !== null) {
            written += 1;
            expect(values(alone.files.get(configuration) ?? '')).toEqual([first, before[1]]);
            expect(await desk.readsAs(alone)).toBe(true);
          }
          const both = await desk.rewrite([
            { ref: at('two'), text: second },
            { ref: at('one'), text: first },
          ]);
          if (both !== null) {
            together += 1;
            expect(values(both.files.get(configuration) ?? '')).toEqual([first, second]);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(written).toBeGreaterThan(20);
    expect(together).toBeGreaterThan(20);
  });
});

describe('a fragment inside JSON', () => {
  const path = 'apimartifacts/policyFragments/browsers/policyFragmentInformation.json';
  const xml = (statements: readonly string[]): string => [...within('fragment', statements), ''].join('\n');
  const files = (text: string): Files => ({
    ...repository({ [apiPath]: policy(['<include-fragment fragment-id="browsers" />', '<base />']) }),
    [path]: text,
  });
  const json = (statements: readonly string[]): string =>
    JSON.stringify({ properties: { description: 'é', format: 'rawxml', value: xml(statements) } }, null, 2);

  test.each([
    ['as JSON.stringify writes it', (text: string) => text],
    ['with CRLF', (text: string) => text.replaceAll('\\n', '\\r\\n').replaceAll('\n', '\r\n')],
    ['with angle brackets escaped', (text: string) => text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e')],
    ['on one line, behind a byte order mark', (text: string) => `\ufeff${JSON.stringify(JSON.parse(text))}`],
  ])('is repaired, escaped as it is: %s', async (_, write) => {
    const before = files(write(json([...app, ...www])));
    const review = await scan(before, { ...options, settings: defaultSettings });
    const [finding] = found(review, 'duplicate-cors');
    expect(finding).toMatchObject({ path, line: (before[path] ?? '').split('"value"')[0]?.split('\n').length });
    expect(messageOf(only(finding))).toMatch(/\(<cors>, policy line \d+, column \d+\)$/);
    const suggestion = first(finding);
    expect(suggestion.fitsBlock).toBe(false);
    const after = applied(before, suggestion);
    expect(after[path]).toContain(before[path]?.includes('\\u003c') === true ? '\\u003c' : '<');
    expect(after[path]?.includes('\\u003c')).toBe(before[path]?.includes('\\u003c'));
    expect(found(await scan(after, { ...options, settings: defaultSettings }), 'duplicate-cors')).toEqual([]);
  });

  test('and the policy that includes it are repaired together', async () => {
    const before = files(json(app));
    const [finding] = found(await scan(before, { ...options, settings: defaultSettings }), 'cors-in-fragment');
    const suggestion = first(finding);
    expect(new Set(suggestion.edits.map((edit) => edit.path))).toEqual(new Set([apiPath, path]));
    const after = applied(before, suggestion);
    expect(after[apiPath]).toContain('<origin>https://app.contoso.com</origin>');
    expect((JSON.parse(after[path] ?? '') as { properties: { value: string } }).properties.value).not.toContain('<cors');
  });
});

test('two policies of one file are repaired together', async () => {
  const fragment = [...within('fragment', app), ''].join('\n');
  const text = `${overrides({ one: policy(['<include-fragment fragment-id="browsers" />', '<base />']) }, literal)}policyFragments:\n- name: browsers\n  properties:\n    value: ${literal(fragment, '      ')}\n`;
  const files = {
    ...artifacts,
    'apimartifacts/policy fragments/browsers/policy.xml': [...within('fragment', []), ''].join('\n'),
    [configuration]: text,
  };
  const [finding] = found(await scan(files), 'cors-in-fragment');
  const suggestion = first(finding);
  expect(new Set(suggestion.edits.map((edit) => edit.path))).toEqual(new Set([configuration]));
  expect(suggestion.edits.length).toBeGreaterThan(1);
  expect(found(await scan(applied(files, suggestion)), 'cors-in-fragment')).toEqual([]);
});

test('nothing but the policy is written where it stands in a file of another use', async () => {
  const text = `# kept\n${overrides({ one: twice }, literal)}namedValues: [ {name: 'a',   properties: {value: "b"}} ] # odd spacing\n`;
  const files = { ...artifacts, [configuration]: text };
  const after = applied(files, first(found(await scan(files), 'duplicate-cors')[0]))[configuration] ?? '';
  const lines = new Set(text.split('\n'));
  expect(after.split('\n').every((line) => lines.has(line))).toBe(true);
  expect(after).toContain('# odd spacing');
});

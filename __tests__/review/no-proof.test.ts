import { reviewTrees } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, fragmentPath, globalPath, operationPath, policy, repository, rest } from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';

/** "Nothing changes for anybody" is not said where a part of a policy was not understood. */

type Files = Readonly<Record<string, string>>;

const app = ['<cors><allowed-origins><origin>https://app.contoso.com</origin></allowed-origins></cors>'];
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base), 'base'), memoryTree(repository(head), 'head'), { settings: defaultSettings, today: '2026-01-01' });
const lineOf = (text: string | undefined, part: string): number => (text ?? '').split('\n').findIndex((line) => line.includes(part)) + 1;
const found = ({ findings }: Review): unknown[] =>
  findings.filter(({ rule }) => rule === 'not-understood').map(({ severity, path, line, status }) => [severity, path, line, status]);

const inSection: readonly (readonly [kind: string, lines: readonly string[], part: string, severity: string])[] = [
  ['a named value', ['{{snippet}}', ...app], '{{snippet}}', 'error'],
  ['a hole of a template', ['${cors}', ...app], '${cors}', 'error'],
  ['a token of a pipeline', ['#{cors}#', ...app], '#{cors}#', 'error'],
  ['C#', ['@(context.Api.Name)', ...app], '@(', 'error'],
  ['a directive', ['%{ if dev }', ...app, '%{ endif }'], '%{ if', 'error'],
  ['text behind a comment', ['<!-- a -->', 'text', ...app], 'text', 'error'],
  ['CDATA', ['<![CDATA[<cors/>]]>', ...app], '<![CDATA[', 'error'],
  ['text in a branch', [...app, '<choose>', '<when condition="@(true)">', '{{snippet}}', '</when>', '</choose>'], '{{snippet}}', 'error'],
  ['text in a <cors>', ['<cors>', '{{lists}}', ...app.map((line) => line.slice(6))], '{{lists}}', 'error'],
  ['another case', ['<CORS/>', ...app], '<CORS', 'error'],
  ['a prefix', ['<x:cors/>', ...app], '<x:cors', 'error'],
  ['a prefix and another case', ['<x:Include-Fragment/>', ...app], '<x:Incl', 'error'],
  ['a list in another case', ['<cors>', '<Allowed-Origins/>', ...app.map((line) => line.slice(6))], '<Allowed-O', 'error'],
  [
    'an entry in another case',
    ['<cors><allowed-origins>', '<Origin>*</Origin>', '<origin>https://app.contoso.com</origin></allowed-origins></cors>'],
    '<Origin',
    'error',
  ],
  ['an attribute in another case', app.map((line) => line.replace('<cors', '<cors Allow-Credentials="true"')), '<cors', 'error'],
  ['an attribute with a prefix', app.map((line) => line.replace('<cors', '<cors x:allow-credentials="true"')), '<cors', 'error'],
  ['a flag that is neither', app.map((line) => line.replace('<cors', '<cors allow-credentials="yes"')), '<cors', 'warning'],
  ['a second list', app.map((line) => line.replace('</cors>', '<allowed-origins>\n<origin>*</origin></allowed-origins></cors>')), '<cors', 'warning'],
];

const everywhere = inSection.flatMap(([kind, lines, part, severity]) =>
  [apiPath, operationPath, globalPath, fragmentPath].map((path) => ({ kind, path, lines, part, severity })),
);

test.each(everywhere)('$kind in $path', async ({ path, lines, part, severity }) => {
  const text = (inside: readonly string[]): string =>
    path === fragmentPath ? `<fragment>\n${inside.join('\n')}\n</fragment>` : policy([...(path === globalPath ? [] : ['<base />']), ...inside]);
  const others: Files = path === fragmentPath ? { [apiPath]: policy(['<base />', '<include-fragment fragment-id="browsers" />']) } : {};
  const result = await review({ ...others, [path]: text(app) }, { ...others, [path]: text(lines) });
  expect(result.provenUnchanged).toBe(false);
  expect(found(result)).toContainEqual([severity, path, lineOf(text(lines), part), 'new']);
});

describe('headers of the answer', () => {
  const header = (name: string): Files => ({
    [apiPath]: policy(['<base />', ...app], rest([`<set-header name="${name}" exists-action="override"><value>*</value></set-header>`])),
  });
  const plain: Files = { [apiPath]: policy(['<base />', ...app]) };
  const value = (text: string): Files => ({
    'apimartifacts/named values/h/namedValueInformation.json': JSON.stringify({ properties: { displayName: 'h', value: text } }),
  });

  test.each(['@("Access-Control-Allow-" + "Origin")', '{{h}}', '${h}', 'Access-Control-{{h}}'])('a name of %s', async (name) => {
    const escaped = name.replaceAll('"', '&quot;');
    const result = await review(plain, header(escaped));
    expect(result.provenUnchanged).toBe(false);
    expect(result.findings).not.toEqual([]);
  });

  test('a name that a named value gives, and that browsers do not look at', async () => {
    expect(found(await review({ ...plain, ...value('X-Request-Id') }, { ...header('{{h}}'), ...value('X-Request-Id') }))).toEqual([]);
  });

  test.each(['&#65;ccess-Control-Allow-Origin', 'Access&#45;Control&#x2d;Allow-Origin'])('a name written as %s is that name', async (name) => {
    const { findings, conclusion } = await review(plain, header(name));
    const said = await review(plain, header('Access-Control-Allow-Origin'));
    expect(conclusion).toBe(said.conclusion);
    expect(findings.map(({ rule, line }) => [rule, line])).toEqual(said.findings.map(({ rule, line }) => [rule, line]));
    expect(findings).not.toEqual([]);
  });
});

describe('headers of answers beside the ordinary one', () => {
  const star = '<set-header name="Access-Control-Allow-Origin" exists-action="override"><value>*</value></set-header>';
  const onError = (lines: readonly string[]): readonly string[] => [
    '<outbound><base /></outbound>',
    '<on-error>',
    '<base />',
    ...lines,
    '</on-error>',
  ];
  const withRest = (lines: readonly string[]): string => policy(['<base />', ...app], onError(lines));
  const answer = [`<choose><when condition="@(x)"><return-response><set-status code="200" />${star}</return-response></when></choose>`];

  test.each<[string, Files, Files, boolean, number?]>([
    ['of errors, from now on', { [apiPath]: withRest([]) }, { [apiPath]: withRest([star]) }, false],
    ['of errors, no longer', { [apiPath]: withRest([star]) }, { [apiPath]: withRest([]) }, false],
    ['of errors, as before', { [apiPath]: withRest([star]) }, { [apiPath]: withRest(['<!-- as before -->', star]) }, true],
    ['of errors, by a fragment', { [fragmentPath]: '<fragment></fragment>' }, { [fragmentPath]: `<fragment>${star}</fragment>` }, false],
    ['of an answer of its own', { [apiPath]: policy(['<base />', ...app]) }, { [apiPath]: policy(['<base />', ...answer, ...app]) }, false, 1],
  ])('%s', async (_fact, base, head, isProven, told = 0) => {
    const result = await review(base, head);
    expect([result.provenUnchanged, result.changes.length]).toEqual([isProven, told]);
  });
});

describe('what was there before', () => {
  const other = { [operationPath]: policy(['<base />']) };
  const moved = { [operationPath]: policy(['<base />', '<!-- a -->']) };

  test('text that is the same on both sides proves nothing away', async () => {
    const files = { [apiPath]: policy(['<base />', 'text', ...app]) };
    const result = await review({ ...files, ...other }, { ...files, ...moved });
    expect(result).toMatchObject({ provenUnchanged: true, conclusion: 'pass' });
  });

  test('a named value may be another one now', async () => {
    const files = { [apiPath]: policy(['<base />', '{{snippet}}', ...app]) };
    expect(await review({ ...files, ...other }, { ...files, ...moved })).toMatchObject({ provenUnchanged: false, conclusion: 'pass' });
  });

  test('what is taken away was not understood either', async () => {
    const result = await review({ [apiPath]: policy(['<base />', 'text', ...app]) }, { [apiPath]: policy(['<base />', ...app]) });
    expect(result.provenUnchanged).toBe(false);
  });
});

test('a chain of thousands of fragments is cut, and what it holds is unknown', async () => {
  const path = (index: number): string => `apimartifacts/policy fragments/f${String(index)}/policy.xml`;
  const chain = Object.fromEntries(
    Array.from({ length: 6000 }, (_, index) => [path(index), `<fragment>\n<include-fragment fragment-id="f${String(index + 1)}" />\n</fragment>`]),
  );
  const base: Files = { ...chain, [apiPath]: policy(['<base />', ...app]) };
  const head: Files = { ...chain, [apiPath]: policy(['<base />', '<include-fragment fragment-id="f0" />', ...app]) };
  expect(await review(base, head)).toMatchObject({ provenUnchanged: false });
});

describe('two named values with one display name', () => {
  const listed = ['<cors><allowed-origins><origin>{{spa}}</origin></allowed-origins></cors>'];
  const value = (folder: string, text: string, more: Readonly<Record<string, unknown>> = {}, id = folder, name = 'spa'): Files => ({
    [`apimartifacts/named values/${folder}/namedValueInformation.json`]: JSON.stringify({
      name: id,
      properties: { displayName: name, value: text, ...more },
    }),
  });
  const base: Files = { [apiPath]: policy(listed), ...value('m-spa', 'https://app.contoso.com') };
  test.each<[string, Files]>([
    ['the added one sorts first', value('a-spa', 'https://other.example')],
    ['the added one sorts last', value('z-spa', 'https://other.example')],
    ['the added one is secret', value('z-spa', '', { secret: true })],
    ['three of them, two alike', { ...value('a-spa', 'https://app.contoso.com'), ...value('z-spa', 'https://other.example') }],
  ])('%s: which counts is not known, and nothing is said to be unchanged', async (_, added) => {
    const result = await review(base, { ...base, ...added });
    expect(result.provenUnchanged).toBe(false);
    expect(result.changes.flatMap(({ origins }) => origins.map(({ origin, after }) => [origin, after.allowed]))).toContainEqual([
      'https://app.contoso.com',
      'unknown',
    ]);
    expect(result.findings.filter(({ rule }) => rule === 'unreadable-metadata').map(({ status }) => status)).toContain('new');
  });

  test('another name, or the same value twice, is no conflict', async () => {
    for (const added of [value('a-other', 'https://other.example', {}, 'a-other', 'other'), value('a-spa', 'https://app.contoso.com')]) {
      const result = await review(base, { ...base, ...added });
      expect(result.findings.filter(({ rule }) => rule === 'unreadable-metadata')).toEqual([]);
    }
  });
});

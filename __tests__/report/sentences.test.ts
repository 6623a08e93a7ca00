import {
  apiNeedsKey,
  branchRuns,
  expressionIsTrue,
  fragmentHoldsCors,
  headerIsSent,
  missingInboundInherits,
  namedQuestions,
  open,
  openProduct,
  productKeySent,
  unresolvedMatches,
} from '../../src/cors/questions.js';
import { faultPhrase } from '../../src/report/sentences/policy-faults.js';
import { allReadings, readingText } from '../../src/report/sentences/readings.js';
import { maskExpressions } from '../../src/xml/mask.js';
import { defaultSettings } from '../../src/config/defaults.js';
import type { ScopeRef } from '../../src/apim/service.js';
import { htmlPhrase, markdownPhrase, name, phrase, placed, plainPhrase, wholePhrase } from '../../src/report/phrase.js';
import { effectPhrase } from '../../src/report/sentences/effects.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { messagePhrase, statementPhrase } from '../../src/report/sentences/statements.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import type { Review } from '../../src/review/review.js';
import { rules } from '../../src/rules/catalogue.js';
import { memoryTree } from '../memory-tree.js';
import { finding, target } from './fixtures.js';
import { effectWith } from './said.js';

const always = { when: 'always', certainty: 'documented' } as const;
const api = (id: string): ScopeRef => ({ kind: 'api', workspace: null, id, operation: null });

describe('a name ends where it ends', () => {
  const hostile = '`[x](y) @octocat <img src=q> ';

  test('in a message', () => {
    const says = {
      code: 'inherited-cors-decides',
      given: {
        inherited: api(hostile),
        portal: null,
        at: { path: 'a b/`.xml', line: 3 },
        own: { path: 'b.xml', line: 4 },
        harms: [{ origins: ['https://app.contoso.com'], outcome: 'blocked', holding: always }],
      },
    } as const;
    expect(markdownPhrase(statementPhrase(says))).toBe(
      "`<base />` brings in the `<cors>` of the policy of API '`` `[x](y) @octocat <img src=q> ``' (``a b/`.xml:3``) above this one, and the first `<cors>` decides: `https://app.contoso.com` is blocked.",
    );
    expect(htmlPhrase(statementPhrase(says))).toContain('<code>&#96;[x](y) @octocat &lt;img src=q&gt;</code>&#39; (<code>a b/&#96;.xml:3</code>)');
    expect(wholePhrase(statementPhrase(says))).toContain(`of API '${hostile}' (a b/\`.xml:3) above`);
  });

  test('in an effect: the sentence behind it is not part of the name', () => {
    const { groups, ...rest } = effectWith('o');
    const origins = [{ origin: 'https://ok.example.com', change: { kind: 'access', how: 'gains' } }] as const;
    const targets = [target({ api: hostile, operations: [] })];
    expect(markdownPhrase(effectPhrase({ ...rest, noLongerRun: [], leansOn: null, groups: [...groups.slice(1), { targets, origins }] }))).toBe(
      "`https://ok.example.com` gains access on API '`` `[x](y) @octocat <img src=q> ``'. Every inherited policy still runs.",
    );
  });
});

test.each([
  ['orders', 'orders'],
  ['Starter plan', 'Starter plan'],
  ['echo_api', '`echo_api`'],
  ['my echo_api', '`my echo_api`'],
  ['https://app.contoso.com', '`https://app.contoso.com`'],
  ['{{portal}}', '`{{portal}}`'],
  ['0123abc', '`0123abc`'],
  ['a'.repeat(300), `\`${'a'.repeat(259)}…\``],
])('a name is plain or code as a whole: %s', (text, markdown) => {
  expect(markdownPhrase([name(text)])).toBe(markdown);
});

test('a line stands behind a path however long the path is, and the whole path in JSON', () => {
  const at = { path: `${'a'.repeat(400)}.xml`, line: 12 };
  expect(plainPhrase(phrase`at ${placed(at)}`)).toBe(`at ${'a'.repeat(249)}…:12`);
  expect(wholePhrase(phrase`at ${placed(at)}`)).toBe(`at ${at.path}:12`);
});

test('the environment is said first', () => {
  expect(wholePhrase(messagePhrase(finding({ says: { code: 'wildcard-origin', given: { holding: null } }, environments: ['prod'] })))).toBe(
    "In environment 'prod': every website may call these operations and read the answers (without credentials).",
  );
});

test('one word for everybody whom no policy names', () => {
  expect(wholePhrase(titlePhrase({ code: 'add-origins', given: { origins: ['https://a.b', 'https://c.d'], scope: api('orders') } }))).toBe(
    "Add https://a.b and https://c.d to the <cors> of the policy of API 'orders'",
  );
  expect(wholePhrase(statementPhrase({ code: 'terminate-unmatched-implicit', given: { origins: ['*', 'null'] } }))).toContain(
    "the access of any other website and the origin 'null' depends on",
  );
});

/** Texts of other rooms, kept as they are: a parser's words, what stands in the file. */
const foreign = new Set(['rest', 'words', 'text', 'host', 'port', 'how', 'deletedWhere']);

function sentencesIn(value: unknown, key = ''): readonly string[] {
  // An origin that is computed goes by its expression.
  if (typeof value === 'string')
    return !foreign.has(key) && !(key === 'origin' && value.startsWith('@')) && /\s/.test(value) ? [`${key}: ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, one]) => sentencesIn(one, Array.isArray(value) ? key : inner));
}

const run = (one: (typeof rules)[number]['fails'][number]): Promise<Review> => {
  const named = rules.filter(({ quiet }) => quiet?.upTo === 'strict').map(({ id, severity }) => ({ rule: id, path: null, severity }));
  const options = { settings: { ...defaultSettings, profile: 'strict' as const, rules: named }, today: '2026-01-01' };
  return one.base === undefined ? scanTree(memoryTree(one.head), options) : reviewTrees(memoryTree(one.base), memoryTree(one.head), options);
};

describe('findings, titles and effects are data, and every one can be said', () => {
  test.each(rules.flatMap((rule) => rule.fails.map((example) => [`${rule.id}: ${example.name}`, example] as const)))('%s', async (_, example) => {
    const { findings } = await run(example);
    expect(findings.length).toBeGreaterThan(0);
    for (const one of findings) {
      // What is written for the name of a header may be anything.
      expect(one.says.code === 'header-pattern' ? [] : sentencesIn(one.says)).toEqual([]);
      // An entry to copy stands last, and nothing behind it.
      expect(wholePhrase(messagePhrase(one))).toMatch(one.says.code === 'policy-without-scope' ? /[.}]$/ : /\.$/);
      for (const { title, effect } of one.suggestions) {
        expect(sentencesIn([title, effect])).toEqual([]);
        expect(wholePhrase(titlePhrase(title))).not.toMatch(/\.$/);
        expect(wholePhrase(effectPhrase(effect))).toMatch(/\.$/);
      }
    }
  });
});

const nowhere = { path: 'apis/a/policy.xml', ref: { path: 'apis/a/policy.xml', at: 0, variant: '' }, line: 3, endLine: 3, start: 40, end: 60 };

test('every reading of every open point says something of its own', () => {
  const questions = [
    ...namedQuestions.filter(({ readings }) => readings[0]?.about.code !== 'family'),
    headerIsSent('{{name}}'),
    open('unresolved-name:{{a}}:b', { code: 'name-stands-for', given: { written: '{{a}}', name: 'b' } }),
    openProduct('starter'),
    productKeySent('starter'),
    apiNeedsKey('orders'),
    missingInboundInherits(nowhere.ref),
    fragmentHoldsCors('shared'),
    branchRuns('choose', nowhere),
    expressionIsTrue('allow-credentials', '@(true)'),
    unresolvedMatches('{{portal}}', 'https://a.b'),
  ];
  const said = questions.flatMap(({ readings }) => readings.map(readingText));
  expect(said.filter((text) => !/^\S.* .*\S$/.test(text))).toEqual([]);
  expect(new Set(said).size).toBe(said.length);
});

test('in a reading a name ends where it ends', () => {
  expect(markdownPhrase(allReadings(branchRuns('choose', { ...nowhere, path: 'a b/`.xml' }).readings.slice(0, 1)))).toBe(
    'the condition of `<choose>` in ``a b/`.xml:3`` lets it run',
  );
});

test('what is no XML is said with its marks', () => {
  const { problem } = maskExpressions('<a b="1 & 2"/>');
  expect(problem === null ? '' : markdownPhrase(faultPhrase(problem.says))).toBe(
    "the file is not well-formed: '`&`' begins no entity here; write it as `&amp;`.",
  );
});

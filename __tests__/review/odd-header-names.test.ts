import { readsHeadersOddly } from '../../src/apim/page-words.js';
import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts } from './hosts.js';

/** A check of the origin is one however the header's name is written, or where all headers are gone through. */

const plain = policy(['<base />']);
const app = 'https://app.contoso.com';
const evil = 'https://evil.example.net';

const escaped = (code: string): string => code.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const asked = (name: string): string => `context.Request.Headers.GetValueOrDefault(${name}, "") != "X"`;

/** Conditions under which requests of other origins than X are refused. */
const conditions: readonly (readonly [how: string, condition: string])[] = [
  ['put together', escaped(`@(${asked('"Ori" + "gin"')})`)],
  ['put together by a call', escaped(`@(${asked('string.Concat("Ori", "gin")')})`)],
  ['put together of a character', escaped(`@(${asked('"O" + (char)114 + "igin"')})`)],
  ['made of another text', escaped(`@(${asked('"Or-igin".Replace("-", "")')})`)],
  ['with a comment in it', escaped('@(context.Request.Headers/* */.GetValueOrDefault("Ori" /* */ + "gin", "") != "X")')],
  ['held in a variable', escaped('@{ var n = "Ori"; n += "gin"; return context.Request.Headers.GetValueOrDefault(n, "") != "X"; }')],
  ['a named value', escaped(`@(${asked('"{{header}}"')})`)],
  ['with references', '@(context.Request.He&#97;ders.GetValueOrDefault(&quot;&#79;rigin&quot;, &quot;&quot;) != &quot;X&quot;)'],
  ['with escapes', escaped('@(context.Request.H\\u0065aders.GetValueOrDefault("O\\u0072igin", "") != "X")')],
  ['by index', escaped('@(context.Request.Headers["Ori" + "gin"][0] != "X")')],
  ['looked for', escaped('@(context.Request.Headers.First(h => h.Key.StartsWith("Orig")).Value[0] != "X")')],
  ['any value', escaped('@(!context.Request.Headers.Values.Any(v => v.Contains("X")))')],
  ['one after the other', escaped('@{ foreach (var h in context.Request.Headers) { if (h.Value.Contains("X")) { return false; } } return true; }')],
  ['as one text', escaped('@(!Newtonsoft.Json.JsonConvert.SerializeObject(context.Request.Headers).Contains("X"))')],
];

const answer = '<return-response><set-status code="403" /></return-response>';
const open = cors({ origins: ['*'] });
const under = (condition: string): string => policy([...open, `<choose><when condition="${condition}">${answer}</when></choose>`]);
const byVariable = (condition: string): string =>
  policy([
    ...open,
    `<set-variable name="t" value="${condition}" />`,
    `<choose><when condition="@((bool)context.Variables[&quot;t&quot;])">${answer}</when></choose>`,
  ]);

async function review(base: string, head: string): Promise<{ readonly said: readonly string[]; readonly proven: boolean }> {
  const [host] = hosts;
  const tree = (api: string, label: string) =>
    memoryTree(host?.files({ global: plain, api, operation: plain, values: { header: 'Origin' } }) ?? {}, label);
  const { findings, provenUnchanged } = await reviewTrees(tree(base, 'base'), tree(head, 'head'), {
    settings: parseSettings('', 'x.yml'),
    today: '2026-01-01',
  });
  // Whom it refuses now, where that is known, is an info beside it.
  const said = findings.filter(({ status, severity }) => status === 'new' && severity !== 'info').map(({ severity, rule }) => `${severity} ${rule}`);
  return { said: [...new Set(said)], proven: provenUnchanged };
}

const told = { said: ['warning origin-check-changed'], proven: false };

describe.each(conditions)('a name that is %s', (_, condition) => {
  const of = (origin: string): string => condition.replace('X', origin);
  test('another origin is let through', async () => {
    expect(await review(under(of(app)), under(of(evil)))).toEqual(told);
  });
  test('a variable holds whether it is', async () => {
    expect(await review(byVariable(of(app)), byVariable(of(evil)))).toEqual(told);
  });
  test('the check is gone', async () => {
    expect(await review(under(of(app)), under('@(false)'))).toEqual(told);
  });
  test('white space changes nothing', async () => {
    expect(await review(under(of(app)), under(of(app)).replaceAll('    ', '\t'))).toEqual({ said: [], proven: true });
  });
});

test('a header that is named and is another one tells nothing of the origin', async () => {
  const of = (value: string): string => under(escaped(`@(context.Request.Headers.GetValueOrDefault("X-Part", "") != "${value}")`));
  expect(await review(of('a'), of('b'))).toEqual({ said: [], proven: true });
});

test.each([
  ['context.Request.Headers.GetValueOrDefault("X-Part", "")', false],
  ['context.Request.Headers["X-Part"][0]', false],
  ['context.Request.Headers ?. ContainsKey ( "X-Part" )', false],
  ['context.Request.Headers.GetValueOrDefault(&quot;X-Part&quot;,&quot;&quot;)', false],
  ['context.Request.Headers[&#34;X-Part&#x22;]', false],
  ['<allowed-headers><header>*</header></allowed-headers><expose-headers />', false],
  ['context.Request.Headers["X" + "Y"]', true],
  ['context.Request.Headers.GetValueOrDefault($"X", "")', true],
  ['context.Request.Headers.Count()', true],
  ['"\\u004frigin"', true],
])('%s', (text, isOdd) => {
  expect(readsHeadersOddly(text)).toBe(isOdd);
});

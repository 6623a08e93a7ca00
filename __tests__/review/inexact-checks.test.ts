import { defaultSettings } from '../../src/config/settings.js';
import { inexactAmong } from '../../src/cors/expression/inexact.js';
import { apiPath, cors, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A check of the origin that asks for a part of it: what it lets pass is told where it is found, and is never proven by trying alone. */

type Files = Readonly<Record<string, string>>;

const origin = 'context.Request.Headers.GetValueOrDefault("Origin","")';
const attribute = (code: string): string => `"@(${code.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')})"`;
const when = (code: string, ...inner: string[]): string[] => within('choose', within(`when condition=${attribute(code)}`, inner));
const header = (value: string): string[] =>
  within('set-header name="Access-Control-Allow-Origin" exists-action="override"', [`<value>${value}</value>`]);
/** The origin comes back in a header where the condition holds. */
const given = (code: string): Files => ({ [apiPath]: policy(['<base />'], rest(['<base />', ...when(code, ...header(`@(${origin})`))])) });
/** Requests of all others are refused, behind a `<cors>` for everybody. */
const refused = (code: string): Files => ({
  [apiPath]: policy([
    ...cors({ origins: ['*'] }),
    ...when(`!(${code})`, ...within('return-response', ['<set-status code="403" reason="Forbidden" />'])),
    '<base />',
  ]),
});

const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(repository(base)), memoryTree(repository(head)), { settings: defaultSettings, today: '2026-11-30' });
const told = ({ findings, provenUnchanged }: Review): readonly string[] => [
  ...(provenUnchanged ? ['proven'] : []),
  ...findings.flatMap(({ says, severity, status }) =>
    says.code === 'origin-check-changed' && status === 'new'
      ? [[severity, says.given.way, ...(says.given.isSuch === true ? ['such'] : []), ...says.given.origins].join(' ')]
      : [],
  ),
];

const shop = 'https://shop.contoso.com';
const exactly = `${origin} == "${shop}"`;
const rock = `${origin} == "https://happy-rock.azurestaticapps.net"`;

/** What each lets pass beside what it is held against, by a header and by a check. */
const looser: readonly (readonly [fact: string, base: string, head: string, lets: string])[] = [
  ['the host alone', exactly, `new Uri(${origin}).Host == "shop.contoso.com"`, 'http://shop.contoso.com'],
  [
    'a preview in the middle',
    exactly,
    `Regex.IsMatch(${origin}, "^https://shop(-[a-z0-9]+)?[.]contoso[.]com$")`,
    'https://shop-attacker.contoso.com',
  ],
  ['a word in the middle', exactly, `Regex.IsMatch(${origin}, "^https://shop[a-z-]*[.]contoso[.]com$")`, 'https://shopattacker.contoso.com'],
  [
    'beginning and end',
    rock,
    `${origin}.StartsWith("https://happy-rock") && ${origin}.EndsWith(".azurestaticapps.net")`,
    'https://happy-rock\\S*attacker.azurestaticapps.net',
  ],
  [
    'beginning and end of one’s own',
    exactly,
    `${origin}.StartsWith("https://shop") && ${origin}.EndsWith(".contoso.com")`,
    'https://shop\\S*attacker.contoso.com',
  ],
];

describe.each(looser)('%s', (_, base, head, lets) => {
  test('is told where the origin comes back', async () => {
    expect(told(await review(given(base), given(head)))).toEqual([expect.stringMatching(new RegExp(` let-in (?:such )?${lets}$`))]);
  });
  test('is told where others are refused', async () => {
    expect(told(await review(refused(base), refused(head)))).toContainEqual(expect.stringMatching(new RegExp(` passed (?:such )?${lets}$`)));
  });
});

test('a beginning, and a length', async () => {
  const head = `${origin}.StartsWith("https://shop.contoso.") && ${origin}.Length == 24`;
  expect(told(await review(refused(exactly), refused(head)))).toEqual(['warning passed such https://shop.contoso.net']);
});

test('what begins as an app of one’s own on hosting that anybody may use is open to others', async () => {
  const code = `${origin}.StartsWith("https://myapp-") && ${origin}.EndsWith(".vercel.app")`;
  const { findings } = await review(given(`${origin} == "https://myapp.vercel.app"`), given(code));
  expect(findings.filter(({ status }) => status === 'new').map(({ rule }) => rule)).toContain('loose-origin-match');
});

/** Nothing is found by trying, and that is no proof. */
const beyond: readonly (readonly [fact: string, head: string])[] = [
  ['one character', `${origin}[8] == 's' && ${origin}.EndsWith("hop.contoso.com") && ${origin}.Length == 24 && ${origin}.StartsWith("https://")`],
  ['a part of it', `${origin}.Substring(0, 10) == "https://sh" && ${origin}.GetHashCode() == 77`],
  ['a length', `${origin}.Contains("sho") && ${origin}.Length == 24 && ${origin}.EndsWith("p.contoso.com")`],
];

describe.each(beyond)('%s', (_, head) => {
  test('is no proof where the origin comes back', async () => {
    const said = told(await review(given(exactly), given(head)));
    expect(said).not.toContain('proven');
    expect(said).not.toEqual([]);
  });
  test('is no proof where others are refused', async () => {
    const said = told(await review(refused(exactly), refused(head)));
    expect(said).not.toContain('proven');
    expect(said).not.toEqual([]);
  });
});

test('a comparison with a part of it that is only laid out anew stays proven', async () => {
  const code = `${origin}.StartsWith("https://shop") && ${origin}.EndsWith(".contoso.com")`;
  const laidOut = code.replaceAll(' && ', '\n      && ');
  expect(told(await review(given(code), given(laidOut)))).toEqual(['proven']);
  expect(told(await review(refused(code), refused(laidOut)))).toEqual(['proven']);
});

test('a header’s name that is put together hides no comparison', async () => {
  const hidden = 'context.Request.Headers.GetValueOrDefault("Ori" + "gin","").Length == 24';
  expect(told(await review(given(exactly), given(hidden)))).not.toContain('proven');
});

test('where one origin was written down, a comparison with a part lets others in', async () => {
  const written = { [apiPath]: policy(['<base />'], rest(['<base />', ...header(shop)])) };
  const code = `${origin}.EndsWith(".contoso.com") ? ${origin} : "${shop}"`;
  const chosen = { [apiPath]: policy(['<base />'], rest(['<base />', ...header(`@(${code})`)])) };
  expect(told(await review(written, chosen))).toContainEqual(expect.stringMatching(/ let-in such https?:\S*contoso\.com$/));
});

test('a number that is made a character is one', async () => {
  const written = { [apiPath]: policy(['<base />'], rest(['<base />', ...header(shop)])) };
  const star = { [apiPath]: policy(['<base />'], rest(['<base />', ...header('@("" + (char)42)')])) };
  const made = await review(written, star);
  expect(made.conclusion).toBe('fail');
});

test.each<[fact: string, code: string, inexact: boolean]>([
  ['equal', exactly, false],
  ['not equal', `${origin} != "a.b[0]"`, false],
  ['one of a list', `new [] { "${shop}" }.Contains(${origin})`, false],
  ['one of a list in brackets', `!(new [] { "${shop}" }).Contains(${origin})`, false],
  ['one of a list of a type', `(new List<string> { "${shop}" }).Contains(${origin})`, false],
  ['one of a list in a text', `"a,b".Split(',').Contains(${origin})`, false],
  ['one of a list that a variable holds', `!((string[])context.Variables["a"]).Contains(${origin})`, false],
  ['a part of a text that a variable holds', `!((string)context.Variables["a"]).Contains(${origin})`, true],
  ['in a variable', `(string)context.Variables["o"] == "${shop}"`, false],
  ['in lower case', `${origin}.ToLowerInvariant().Equals("${shop}", StringComparison.OrdinalIgnoreCase)`, false],
  ['without space round it', `${origin}.Trim() == "${shop}"`, false],
  ['without a slash behind it', `${origin}.TrimEnd('/') == "${shop}"`, false],
  ['without other signs behind it', `${origin}.TrimEnd('m', '/') == "${shop}"`, true],
  ['compared', `string.Compare(${origin}, "${shop}", true) == 0`, false],
  ['a pattern of whole texts', `Regex.IsMatch(${origin}, "^(https://a[.]b|https://c\\\\.d)$")`, false],
  ['a pattern in a verbatim text', `Regex.IsMatch(${origin}, @"^https://a\\.b$")`, false],
  ['a pattern with a dot', `Regex.IsMatch(${origin}, "^https://a.b$")`, true],
  ['a pattern with no end', `Regex.IsMatch(${origin}, "^https://a[.]b")`, true],
  ['a pattern whose alternatives are not held together', `Regex.IsMatch(${origin}, "^https://a[.]b|https://c[.]d$")`, true],
  ['a whole pattern beside another one', `Regex.IsMatch(${origin}, "https") && "^a$" != ""`, true],
  ['an end', `${origin}.EndsWith("b")`, true],
  ['a part', `${origin}.Contains("b")`, true],
  ['a list that is one text', `"a,b".Contains(${origin})`, true],
  ['a character', `${origin}[3] == 'b'`, true],
  ['a host', `new Uri(${origin}).Host == "b"`, true],
])('%s', (_, code, isInexact) => {
  expect(inexactAmong([`@(${code})`]) !== '').toBe(isInexact);
});

import * as fc from 'fast-check';
import { lookAlikes } from '../../../src/cors/expression/look-alikes.js';
import { Pattern } from '../../../src/cors/expression/pattern.js';
import { readCSharp } from '../../../src/cors/expression/read-code.js';
import { Exhausted, NotFollowable, Thrown, Unknown, type Surroundings, type CSharpValue } from '../../../src/cors/expression/value.js';

const caller = 'https://attacker.example';

function surroundings(steps = 20_000, variables: ReadonlyMap<string, CSharpValue> = new Map()): Surroundings {
  let left = steps;
  return {
    origin: caller,
    host: 'attacker.example',
    variables,
    isDeclared: () => false,
    decide: () => false,
    spend: (count) => {
      left -= count;
      if (left < 0) throw new Exhausted();
    },
  };
}

/** The value; or in words why there is none. */
function outcome(text: string): unknown {
  const read = readCSharp(text);
  if (read === null) return 'not read';
  try {
    const value = read.run(surroundings());
    return value instanceof Unknown ? value.kind : value;
  } catch (error) {
    if (error instanceof Exhausted) return 'exhausted';
    if (error instanceof Thrown) return 'thrown';
    if (error instanceof NotFollowable) return 'not followed';
    throw error;
  }
}

test.each<[string, unknown]>([
  ['@("a" + 1 + true)', 'a1True'],
  ['@("a\\"b\\n" + @"c""d\\" + \'e\')', 'a"b\nc"d\\e'],
  ['@($"{{ x }} {"a" + "b"} {1 + 2}")', '{ x } ab 3'],
  ['@(1 < 2 && 2 >= 2 && !(3 != 3))', true],
  ['@(null ?? "a")', 'a'],
  ['@{ int i = 0; while (i < 5) { i++; if (i == 3) break; } return i; }', 3],
  ['@{ var s = ""; for (int i = 0; i < 4; i++) { if (i == 2) continue; s += i; } return s; }', '013'],
  ['@{ var s = ""; foreach (var c in new[] { "a", "b" }) { s += c; } return s; }', 'ab'],
  ['@{ switch ("b") { case "a": return 1; case "b": break; default: return 2; } return 3; }', 3],
  ['@{ try { return new Uri("no").Host; } catch (Exception e) { return "caught"; } finally { ; } }', 'caught'],
  ['@(new Uri("https://a.example:8443/x").Authority)', 'a.example:8443'],
  ['@("https://a.example/".TrimEnd(\'/\').Substring(8, 1))', 'a'],
  ['@("a;b;;c".Split(new[] { \';\' }, StringSplitOptions.RemoveEmptyEntries).Length)', 3],
  ['@(string.Join("-", "a b".Split(\' \')))', 'a-b'],
  ['@(string.Format("{0}/{1}", "a", 2))', 'a/2'],
  ['@(new Dictionary<string, string> { ["a"] = "b" }["a"])', 'b'],
  ['@(new[] { "a", "bb" }.Where(x => x.Length > 1).Select(x => x.ToUpper()).First())', 'BB'],
  ['@(new[] { "a" }.All((x) => { var y = x; return y == "a"; }))', true],
  ['@((string)"a" is string s ? s : "")', 'a'],
  ['@(((object)null) is null)', true],
  ['@(System.Text.RegularExpressions.Regex.IsMatch("ab", "^a"))', true],
  ['@(System.String.IsNullOrEmpty(System.String.Empty))', true],
  ['@("A".Equals("a", System.StringComparison.OrdinalIgnoreCase))', true],
  ['@("a".Substring(5))', 'thrown'],
  ['@(new string[] { }.First())', 'thrown'],
  ['@(context.Request.Method)', 'free'],
  ['@(context.Request.Method == "GET" && 1 == 2)', false],
  ['@(context.Request.Method == "GET" || 1 == 1)', true],
  ['@("{{a}}" == "b")', 'fixed'],
  ['@("{{a}}" == context.Request.Headers["Origin"].First())', false],
  ['@("{{a}}".Contains(context.Request.Headers["Origin"].First()))', 'open'],
  ['@(context.Request.Url.Host == new Uri(context.Request.Headers["Origin"].First()).Host)', 'open'],
  ['@(context.Request.Headers.GetValueOrDefault("Origin", ""))', caller],
  ['@(Guid.NewGuid().ToString())', 'not followed'],
  ['@{ while (true) { } return 1; }', 'exhausted'],
  ['@{ return; }', 'not read'],
  ['@{ var a = 1; }', 'not followed'],
  ['@(from x in y select x)', 'not read'],
])('%s', (text, value) => {
  expect(outcome(text)).toEqual(value);
});

test('any text comes to something', () => {
  const words =
    '@( @{ ) } " $" { } context . Request Headers [ ] Origin if else return ; == ( new => < > ? : && ! \' \\ 1 var a = foreach in switch case';
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words.split(' ')), fc.string({ maxLength: 3 })), { maxLength: 40 }), (parts) => {
      const text = parts.join(' ');
      for (const one of [text, `@(${text})`, `@{${text}}`]) expect(() => outcome(one)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['deep brackets', `@(${'('.repeat(20_000)}1${')'.repeat(20_000)})`],
  ['deep blocks', `@{${'{'.repeat(20_000)}${'}'.repeat(20_000)}}`],
  ['deep lambdas', `@(${'x => '.repeat(12_000)}1)`],
  ['deep holes', `@(${'$"{'.repeat(10_000)})`],
  ['many nots', `@(${'!'.repeat(60_000)}true)`],
  ['many casts', `@(${'(string)'.repeat(8_000)}"a")`],
  ['an expression that is too long', `@("${'a'.repeat(70_000)}")`],
])('%s are not followed', (_, text) => {
  expect(outcome(text)).toBe('not read');
});

test.each([
  ['a long sum', `@(${'"a" + '.repeat(10_000)}"a")`],
  ['a long chain of members', `@(context${'.b'.repeat(30_000)})`],
  ['many branches', `@{ var a = 1; ${'if (a == 1) { a = 1; } '.repeat(2_500)} return a; }`],
  ['a text that doubles', `@{ var s = "aaaaaaaaaaaaaaaa"; ${'s = s + s; '.repeat(60)} return s; }`],
  ['a loop in a loop in a loop', `@{ ${'for (int i = 0; i < 1000; i++) { '.repeat(3)} ${'} '.repeat(3)} return 1; }`],
  ['a pattern that tries everything', `@(Regex.IsMatch("${'a'.repeat(60)}!", "^(a+)+$"))`],
])('%s comes to an end', (_, text) => {
  expect(['exhausted', 'free', 1]).toContain(outcome(text));
});

describe('patterns', () => {
  const atom = fc.oneof(fc.constantFrom('a', 'b', '.', '\\.', '[ab]', '[^a]', '[a-c-]', '\\d', '\\w', '^', '$'), fc.constant('(?:b)'));
  const quantified = fc
    .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'))
    .map(([one, how]) => (/[$^]/.test(one) && one.length === 1 ? one : one + how));
  const sequence = fc.array(quantified, { maxLength: 5 }).map((parts) => parts.join(''));
  const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((all) => (all.length > 1 ? `(${all.join('|')})c?` : (all[0] ?? '')));
  const none = (): void => undefined;

  test('match what regular expressions match', () => {
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[abc.1-]{0,8}$/), (source, text) => {
        expect([source, text, new Pattern(source, false, none).isIn(text)]).toEqual([source, text, new RegExp(source).test(text)]);
      }),
      { numRuns: 3000 },
    );
  });

  test('match their own samples, for the most part', () => {
    const samples = ['^https://(app|www)\\.contoso\\.com$', '^https://[a-z0-9-]+\\.contoso\\.com(:\\d+)?$', 'https?://.*\\.a\\.b', '^[^.]+\\.x{3}$'];
    for (const source of samples) {
      const read = new Pattern(source, false, none);
      for (const branch of [0, 1]) expect([source, read.isIn(read.sample({ any: 'x', branch, word: 'attacker' }))]).toEqual([source, true]);
    }
  });

  test.each(['(?=a)', '(?!a)', '\\1', '(a', 'a)', '*a', '[a', '\\', '\\p{L}', '('.repeat(100)])('%s is not followed', (source) => {
    expect(() => new Pattern(source, false, none)).toThrow(NotFollowable);
  });

  test('a sample never grows beyond what an origin is', () => {
    expect(() => new Pattern('((((a{900}){900}){900}){900}){900}', false, none).sample({ any: 'x', branch: 0, word: 'w' })).toThrow(NotFollowable);
  });
});

test('origins that look alike are none of those meant, nor under them', () => {
  const label = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label, fc.constantFrom('com', 'net', 'co.uk')), { minLength: 1, maxLength: 5 }), (hosts) => {
      const domains = hosts.map(([, domain, suffix]) => `${domain}.${suffix}`);
      const texts = hosts.map(([name, domain, suffix]) => `https://${name}.${domain}.${suffix}`);
      const alike = lookAlikes(texts);
      expect(alike.length).toBeGreaterThan(0);
      for (const origin of alike) {
        expect(new URL(origin).origin).toBe(origin);
        const { hostname } = new URL(origin);
        const own = hostname.includes('attacker') ? [] : domains.filter((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
        expect([origin, own]).toEqual([origin, []]);
      }
    }),
    { numRuns: 200 },
  );
});

test('however many texts there are, few origins are tried', () => {
  const texts = Array.from({ length: 5000 }, (_, index) => `https://app${index}.contoso.com`);
  expect(lookAlikes(texts).length).toBeGreaterThan(0);
  expect(lookAlikes(texts).length).toBeLessThan(3000);
});

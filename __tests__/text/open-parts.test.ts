import fc from 'fast-check';
import {
  directivesAfter,
  isFilledInAsCode,
  isOpen,
  namedValuesIn,
  openParts,
  pieces,
  withoutDirectives,
  type TextUse,
} from '../../src/text/open-parts.js';

/** The open parts in short: kind, name. */
const found = (text: string, use: TextUse): readonly string[] => openParts(text, use).map(({ kind, name }) => `${kind} ${name}`);

describe('what is open, by what the text is used as', () => {
  test.each<[name: string, text: string, use: TextUse, parts: readonly string[]]>([
    ['C# is the whole value', ' @(context.Api.Name + "{{a}}") ', 'value', ['expression @(context.Api.Name + "{{a}}")']],
    ['a statement block', '@{ return "a"; }', 'origin', ['expression @{ return "a"; }']],
    ['C# in the middle of a value is text', 'a@(b', 'value', []],
    ['an address is text', 'someone@contoso.com', 'value', []],
    ['a named value', 'https://{{ host }}.contoso.com', 'origin', ['named-value host']],
    ['named values in C#', '"{{a}}" + $"{{{b}}}"', 'code', ['named-value a', 'named-value b']],
    ['doubled braces of C#', '$"{{ {x} }}"', 'code', []],
    ['a named value whose name is open', '{{${env}-host}}', 'origin', ['named-value ${env}-host']],
    ['a hole', '${spa_origin}', 'value', ['hole spa_origin']],
    ['a hole with braces and strings', '${join("}", { a = b })}x', 'value', ['hole join("}", { a = b })']],
    ['directives and a hole', '%{ for o in list ~}${o}%{ endfor ~}', 'origin', ['directive for o in list ~', 'hole o', 'directive endfor ~']],
    ['a hole as a header', 'x-${name}', 'name', ['hole name']],
    [
      'tokens of pipelines',
      '{#a#} {#[b]#} #{c}# #{d} {°{e}°} __F__ %G% $(h.i)',
      'value',
      ['a', 'b', 'c', 'd', 'e', 'F', 'G', 'h.i'].map((name) => `token ${name}`),
    ],
    ['a token in an origin', 'https://{host}.contoso.com', 'origin', ['token host']],
    ['a token that is all of an origin', '{web origin}', 'origin', ['token web origin']],
    ['a token that is all of a value', '{origin}', 'value', ['token origin']],
    ['a token in a header', '{prefix}-id', 'name', ['token prefix']],
    ['braces in a value', '/orders/{id}', 'value', []],
    ['JSON as a value', '{"a":1}', 'value', []],
    ['a quantifier in an origin', 'https://[a-z]{2,3}.contoso.com', 'origin', []],
    ['the end of a pattern', '^https://a$', 'value', []],
    ['a group at the end of a pattern', '^https://a$(|:443)', 'value', []],
    ['a variable of a pipeline in a header', 'x-$(prefix)', 'name', ['token prefix']],
    ['parentheses behind a string of C#', '$("x") + $(y)', 'code', []],
    ['encoded characters', '/a%20b%20c/%C3%A4/%C3%.', 'value', []],
    ['encoded characters round letters', '%C3a%20', 'value', []],
    ['a token whose name begins as an encoded character', '%FE_ORIGIN%', 'origin', ['token FE_ORIGIN']],
    ['names of JavaScript as headers', '__proto__', 'name', []],
    ['capitals between underscores as a header', 'x-__TENANT_ID__', 'name', ['token TENANT_ID']],
    ['small letters between underscores in an origin', 'https://__front__', 'origin', ['token front']],
    ['underscores in C#', '__x__ + a % b % c', 'code', []],
    ['capitals between underscores in C#', '"__FRONT__"', 'code', ['token FRONT']],
    ['a token that is a text of C#', '%ORIGIN%', 'string', ['token ORIGIN']],
    ['a variable of a pipeline in a text of C#', 'https://$(host)', 'string', ['token host']],
    ['braces that are all of a text of C#', '{origin}', 'string', ['token origin']],
    ['braces in a text of C#', '/{id}/{{', 'string', []],
    ['a text of C# that begins as an expression', '@(a', 'string', []],
    ['tokens where C# has an operand', '@(%A% && $(b) || a == %C%)', 'unquoted', ['token A', 'token b', 'token C']],
    ['two remainders of C#', '@((a %b% c) + "" %d% 2 + f(x) %g% h)', 'unquoted', []],
    ['a hole that never closes is open to the end', 'https://${a', 'origin', ['hole a']],
    ['a named value that never closes', '{{a}', 'value', ['named-value a}']],
    ['plain text', 'GET', 'name', []],
  ])('%s', (_name, text, use, parts) => {
    expect(found(text, use)).toEqual(parts);
    expect(isOpen(text, use)).toBe(parts.length > 0);
  });

  test('named values are found inside C# too', () => {
    expect(namedValuesIn('@{ return "{{a}}".Split(\',\').Contains("{{ b }}"); }')).toEqual(['a', 'b']);
  });
});

describe('code that is filled in', () => {
  test.each(['{{x}}', '${x}', '__X__', '#{x}#', '{#x#}', '%X%', '$(x)'])('%s decides a condition, but not within a text', (part) => {
    for (const text of [part, `@(${part})`, `@(a == "b" && ${part})`, `@{ return ${part}; }`])
      expect([text, isFilledInAsCode(text)]).toEqual([text, true]);
    for (const text of [`@(a == "${part}")`, `@(a == &quot;${part}&quot;)`]) expect([text, isFilledInAsCode(text)]).toEqual([text, false]);
  });

  test.each(['true', '@(a % b == 0)', '@(f("{0}", $"{a}") == __x__)', '@{ if (a) { return b; } return c; }'])('%s is C# alone', (text) => {
    expect(isFilledInAsCode(text)).toBe(false);
  });
});

describe('directives', () => {
  test('write nothing themselves', () => {
    expect(withoutDirectives('%{ for o in list ~}\n%{ endfor ~}')).toBe('');
    expect(withoutDirectives(' ${a} %{ if b }')).toBe('${a}');
  });

  test('are open from their beginning to their end', () => {
    const first = directivesAfter('%{ for o in list ~}', []);
    const second = directivesAfter('%{~ if dev }', first);
    const third = directivesAfter('%{ else }', second);
    expect([first, second, third]).toEqual([['for o in list'], ['for o in list', 'if dev'], ['for o in list', 'else of if dev']]);
    expect(directivesAfter('%{ endif }%{ endfor }', third)).toEqual([]);
  });
});

describe('properties', () => {
  const use = fc.constantFrom<TextUse>('origin', 'name', 'value', 'code', 'string', 'unquoted');
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[ab@(){}$%#_°"\\[\] \n]{0,60}$/));

  test('pieces are the text, in order and without a gap', () => {
    fc.assert(
      fc.property(text, use, (source, as) => {
        const all = pieces(source, as);
        expect(all.map(({ start, end }) => source.slice(start, end)).join('')).toBe(source);
        for (const piece of all) expect(piece.end).toBeGreaterThan(piece.start);
      }),
    );
  });

  test.each(['${', '$(', '$(a', '{{', '#{', '{#', '{°{', '%{', '__', '%a', '{', '@('])('much of %s is read in one go', (unit) => {
    for (const as of ['origin', 'name', 'value', 'code', 'string', 'unquoted'] as const)
      expect(pieces(unit.repeat(200_000), as).length).toBeGreaterThan(0);
  });
});

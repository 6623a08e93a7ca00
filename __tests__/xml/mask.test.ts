import { faultText } from '../../src/report/sentences/policy-faults.js';
import fc from 'fast-check';
import { maskExpressions } from '../../src/xml/mask.js';

/** What a parser sees of an attribute's or an element's text. */
const seen = (source: string): string => maskExpressions(source).text;

describe('C# is blanked out, length for length', () => {
  test.each([
    ['a call with raw quotes', `<a b="@(x.Get("X", ""))"/>`, `@(x.Get("X", ""))`],
    ['generics', `<a b="@(x.Get<string>("X") != null)"/>`, `@(x.Get<string>("X") != null)`],
    ['less than and &&', `<a b="@(x < 400 && y > 3)"/>`, `@(x < 400 && y > 3)`],
    ['a closing bracket in a string', `<a b="@(x(")"))"/>`, `@(x(")"))`],
    ['a quote in a character', `<a b="@(x.Split('"')[0])"/>`, `@(x.Split('"')[0])`],
    ['an escaped quote in a string', `<a b="@("a\\")b")"/>`, `@("a\\")b")`],
    ['a verbatim string', `<a b="@(Regex(@"\\/d""(\\/?$"))"/>`, `@(Regex(@"\\/d""(\\/?$"))`],
    ['an interpolated string', `<a b="@($"{x.Get("k")})")"/>`, `@($"{x.Get("k")})")`],
    ['braces doubled in an interpolated string', `<a b="@($"{{)}}{y}")"/>`, `@($"{{)}}{y}")`],
    ['a nested interpolated string', `<a b="@($"{(b ? $"{c})" : ")")}")"/>`, `@($"{(b ? $"{c})" : ")")}")`],
    ['escaped quotes', `<a b="@(x(&quot;)&quot;))"/>`, `@(x(&quot;)&quot;))`],
    ['a statement block with comments', `<a>@{ // it's )\n /* } */ return "<cors>"; }</a>`, `@{ // it's )\n /* } */ return "<cors>"; }`],
    ['a single-quoted attribute', `<a b='@(x == "small")'/>`, `@(x == "small")`],
    ['an expression behind white space', `<a b=" @(x("a"))"/>`, `@(x("a"))`],
    ['quotes and a bracket as references', `<a b="@(&#34;(&#x22; + x("a") + &quot;)&quot;&#41;"/>`, `@(&#34;(&#x22; + x("a") + &quot;)&quot;&#41;`],
    ['an expression behind a comment and before one', `<a><!-- b --> @(x < y) <!-- c --></a>`, `@(x < y)`],
  ])('%s', (_, source, expression) => {
    const masked = maskExpressions(source);
    expect(masked.problem).toBeNull();
    expect(masked.expressions.map((span) => source.slice(span.start, span.end))).toEqual([expression]);
    expect(masked.text).toBe(
      source.replace(/<!--.*?-->/g, (comment) => ' '.repeat(comment.length)).replace(expression, () => expression.replace(/[^\n]/g, 'x')),
    );
  });

  test.each([
    ['in the middle of a value', '<a b="Bearer @(x)">Bearer @(x)</a>'],
    ['text straight in a section', '<inbound>@( <cors/> )</inbound>'],
    ['text that XML reads as elements', '<a>@{ return "<cors/>"; }</a>'],
    ['a bracket that never closes', '<a>@(x<cors/></a>'],
    ['an expression with text behind it', '<a>@(x<cors/>) y</a>'],
  ])('nothing is blanked out: %s', (_name, source) => {
    expect(maskExpressions(source)).toMatchObject({ problem: null, text: source });
  });

  test('a bracket that never closes hides nothing of the rest', () => {
    expect(seen('<a><b>mail me @(home</b><cors/></a>')).toBe('<a><b>mail me @(home</b><cors/></a>');
  });

  test('comments are blanked, CDATA is left for the parser', () => {
    expect(seen('<a><!-- <cors/> --><![CDATA[ <cors> ]]></a>')).toBe('<a>                <![CDATA[ <cors> ]]></a>');
  });
});

describe('what is wrong is said with its place', () => {
  test.each([
    ['a closing tag of another name', '<a>\n<b></c></a>', '</c> does not close <b> of line 2'],
    ['a tag with a word in it', '<a><headgit brancher>X</header></a>', "'brancher'"],
    ['an element left open', '<a><b></a>', '</a> does not close <b>'],
    ['nothing closed at all', '<a>', '<a> is never closed'],
    ['a second root', '<a/><b/>', 'one root element'],
    ['no element', 'text', 'no element'],
    ['a raw less-than in text', '<a>1 < 2</a>', "'<' begins no tag"],
    ['a comment left open', '<a><!-- </a>', 'never closed with -->'],
    ['a C# expression left open', '<a b="@(x("/></a>', 'never ends'],
    ['text before the root', 'a<b/>', 'text stands outside'],
    ['text behind the root', '<a/> b', 'text stands outside'],
    ['an expression behind the root', '<a/>@(b)', 'text stands outside'],
    ['CDATA behind the root', '<a/><![CDATA[b]]>', 'text stands outside'],
    ['two byte order marks', '\ufeff\ufeff<a/>', 'text stands outside'],
    ['an attribute twice', '<a b="1" c="2" b="3"/>', "the attribute 'b' twice"],
    ['attributes without a space between them', '<a b="1"c="2"/>', "no space stands before the attribute 'c'"],
    ['a raw less-than in a value', '<a b="1 < 2"/>', "'<' stands in the value of attribute 'b'"],
    ['a raw less-than behind an expression in a value', '<a b="@(1 < 2)<"/>', "'<' stands in the value of attribute 'b'"],
    ['a raw ampersand in text', '<a>b & c</a>', "'&' begins no entity"],
    ['a raw ampersand in a value', '<a b="?x=1&y=2"/>', "'&' begins no entity"],
    ['an entity of HTML', '<a>&nbsp;</a>', "'&' begins no entity"],
    ['a character that no document has', '<a>\0</a>', 'the character U+0000'],
    ['an expression with raw quotes in the middle of a value', `<a b="Bearer @(x("a"))"/>`, "'a'"],
    ['C# that is not the whole of its value', `<a b="@(x < "y")"><c>@(x("<")) z</c></a>`, 'not the whole of its value'],
    ['C# in which XML reads other tags', `<a><b c="@(@"/><cors/><d e=")"/></a>`, 'can also be read as XML'],
    ['the same, where other C# is no XML', `<a><b c="@(@"/><cors/><d e=")"/><f g="@(x < y)"/></a>`, 'can also be read as XML'],
    ['C# that holds the end of its element', `<a><f g="@(x < y)"/><b>@{ return "</b><cors/><b>"; }</b></a>`, 'can also be read as XML'],
    ['a comment that begins in C#', `<a><f g="@(x < y)"/><b>@{ return "<!--"; }</b><cors/><!-- --></a>`, 'can also be read as XML'],
    ['very many expressions left open', `<a>${'<b>@(x</b>'.repeat(4)}${'<b>@{ /*</b>'.repeat(400)}</a>`, 'more C# expressions'],
    ['two hyphens in a comment', '<a><!-- b -- c --></a>', "'--' stands in this comment"],
    ['the end of CDATA in text', '<a>b]]>c</a>', "']]>' stands in text"],
    ['a declaration behind a comment', '<!-- b --><?xml version="1.0"?><a/>', 'before everything else'],
    ['a declaration without a version', '<?xml encoding="utf-8"?><a/>', 'version="1.0"'],
    ['a reference to no character', '<a>&#0;</a>', 'names a character'],
    ['the same in C#', '<a b="@(x < \'&#xFFFE;\')"/>', 'names a character'],
    ['half of a character', '<a>\ud800</a>', 'the character U+D800'],
    ['a name of other characters', '<a%b/>', "'<' begins no tag"],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a/>', 'document type'],
  ])('%s', (_, source, words) => {
    const { problem } = maskExpressions(source);
    expect(problem === null ? '' : faultText(problem.says)).toContain(words);
  });

  test.each([
    ['ampersands in expressions, CDATA and comments', '<a b="@(x && y)"><!-- & --><c><![CDATA[&]]></c><d>@{ return a && b; }</d></a>'],
    ['entities and character references', '<a b="&amp;&lt;&gt;&quot;&apos;">&#38;&#x26;</a>'],
    ['ampersands in templates of Terraform', '<a b="${x && y}">%{ if a && b }<c/>%{ endif }</a>'],
    ['templates of Terraform round the root', '%{ if x && y ~}\n<a/>\n%{ endif ~}\n'],
    ['comments and instructions round the root', '\ufeff<?xml version="1.0" encoding="utf-8"?><!-- a & b --><?b c?>\r\n<a/>\n<!-- c -->\n'],
    ['an attribute that an expression ends', '<a b="@("x")" c=\'@("y")\'/>'],
  ])('nothing is wrong with %s', (_name, text) => {
    expect(maskExpressions(text).problem).toBeNull();
  });

  test('nesting is counted', () => {
    expect(maskExpressions('<a>'.repeat(200) + '</a>'.repeat(200)).problem).toBeNull();
    expect(maskExpressions('<a>'.repeat(201) + '</a>'.repeat(201)).problem?.code).toBe('too-deep');
  });
});

describe('properties', () => {
  const code = fc.stringMatching(/^[a-z0-9 .,+<>&!=?:[\]]{0,20}$/);
  const literal = fc.stringMatching(/^[a-zA-Z0-9 (){}<>&']{0,12}$/).map((text) => `"${text}"`);
  const expression = fc
    .array(fc.oneof(code, literal, fc.constant("'\"'"), fc.constant('/* )" */')), { maxLength: 6 })
    .map((parts) => `@(${parts.join('')})`)
    // XML reads the end of a tag there, and another tag behind it.
    .filter((text) => !/"[^]*>[^]*</.test(text));

  test('length and line breaks stay, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[<>/"'=@(){}!\-[\]ac \r\n$&;]{0,80}$/)), (text) => {
        const masked = maskExpressions(text);
        expect(masked.text).toHaveLength(text.length);
        expect([...masked.text.matchAll(/\n/g)].map((match) => match.index)).toEqual([...text.matchAll(/\n/g)].map((match) => match.index));
      }),
      { numRuns: 2000 },
    );
  });

  test('an expression is masked as a whole, and markup round it is untouched', () => {
    fc.assert(
      fc.property(expression, expression, (one, two) => {
        const source = `<policies><a b="${one}" c='x'/><d>${two}</d></policies>`;
        const masked = maskExpressions(source);
        expect(masked.problem).toBeNull();
        expect(masked.text).toBe(`<policies><a b="${'x'.repeat(one.length)}" c='x'/><d>${'x'.repeat(two.length)}</d></policies>`);
      }),
    );
  });

  const units = [
    '<a ',
    '@(',
    '"',
    '<!--',
    '<![CDATA[',
    '&',
    '&amp;',
    '${&}',
    '${',
    '<a>',
    '<a b="@(',
    '@{"',
    '$"{',
    "'\\",
    '<p>@(x)</p>',
    '@("a")',
    '<a b="@(1)" ',
  ];
  test.each(units)('two megabytes of %s are walked once', (unit) => {
    const text = `<r>${unit.repeat(Math.floor(2_000_000 / unit.length))}`;
    expect(maskExpressions(text).problem).not.toBeNull();
  });

  test('an element of very many attributes is walked once', () => {
    const attributes = Array.from({ length: 200_000 }, (_, index) => ` a${String(index)}="1"`).join('');
    expect(maskExpressions(`<a${attributes}/>`).problem).toBeNull();
  });
});

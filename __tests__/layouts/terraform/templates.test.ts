import fc from 'fast-check';
import { evaluateHcl } from '../../../src/layouts/terraform/evaluate-hcl.js';
import { parseHcl } from '../../../src/layouts/terraform/parse-hcl.js';
import { decodeText, parseXml } from '../../../src/xml/document.js';
import { plain, read, scopeOf, type World } from './language.js';

const world = { locals: { list: ['a', 'b'], map: { k: 'v', j: 'w' }, name: 'n', yes: true, no: false } };
const variables = '{ list = local.list, map = local.map, name = local.name, yes = true, no = false }';

function rendered(template: string, locals: World = world): unknown {
  return plain(read(`templatefile("t", ${variables})`, { ...locals, files: { t: template } }));
}

/** What Terraform 1.11 makes of each: a marker strips to the end of its line's own white space, not further. */
const files: readonly (readonly [string, string])[] = [
  ['%{ for o in list ~}\n<origin>${o}</origin>\n%{ endfor ~}\nend\n', '<origin>a</origin>\n<origin>b</origin>\nend\n'],
  [
    '<list>\n  %{ for o in list ~}\n    <origin>${o}</origin>\n  %{ endfor ~}\n</list>\n',
    '<list>\n      <origin>a</origin>\n      <origin>b</origin>\n  </list>\n',
  ],
  [
    '<list>\n  %{~ for o in list }\n  <origin>${o}</origin>\n  %{~ endfor }\n</list>\n',
    '<list>\n\n  <origin>a</origin>\n\n  <origin>b</origin>\n\n</list>\n',
  ],
  ['a %{ if yes }b%{ else }c%{ endif } d', 'a b d'],
  ['a %{ if no }b%{ endif } d', 'a  d'],
  ['a\n%{~ if no }\nb\n%{~ else }\nc\n%{~ endif }\nd', 'a\nc\nd'],
  ['x  ${~ name ~}  y', 'xny'],
  ['x \n\n  ${~ name ~}  \n\n  y', 'x \n\nn\n  y'],
  ['$${name} %%{ if yes } $ % $name %d 100%', '${name} %{ if yes } $ % $name %d 100%'],
  ['%{ for k, v in map }${k}=${v};%{ endfor }', 'j=w;k=v;'],
  ['%{ for i, o in list }${i}${o} %{ endfor }', '0a 1b '],
  ['%{ for o in list }%{ if o == "a" }first%{ else }${o}%{ endif },%{ endfor }', 'first,b,'],
  ['${upper(name)} ${join(",", list)} ${yes ? "y" : "n"} ${list[0]} ${map["k"]} ${map.k}', 'N a,b y a v v'],
  ['line\r\n%{ if yes ~}\r\nb\r\n%{ endif ~}\r\n', 'line\r\nb\r\n'],
  ['\\n "quoted" \\${name}', '\\n "quoted" \\n'],
  ['${"nested ${"deep ${name}"}"}', 'nested deep n'],
  ['%{ for o in [] }x%{ endfor }none', 'none'],
  ['${ {a = "}"}.a }', '}'],
];

test.each(files)('templatefile %j', (template, text) => {
  expect(rendered(template)).toBe(text);
});

/** The same of heredocs. */
const heredocs: readonly (readonly [string, string])[] = [
  ['<<EOT\n  a\n    b\nEOT\n', '  a\n    b\n'],
  ['<<-EOT\n    a\n      b\nEOT\n', 'a\n  b\n'],
  ['<<-EOT\n    a\n\n  b\nEOT\n', '  a\n\nb\n'],
  ['<<-EOT\n    a\n ${"x"}\n    b\nEOT\n', '   a\nx\n   b\n'],
  ['<<-EOT\n${"x"}\n    b\nEOT\n', 'x\n    b\n'],
  ['<<-EOT\n\ta\n\t\tb\nEOT\n', 'a\n\tb\n'],
  ['<<-EOT\n    a\n      \n    b\nEOT\n', 'a\n      \nb\n'],
  ['<<EOT\n$${a} %%{b} \\n "q"\nEOT\n', '${a} %{b} \\n "q"\n'],
  ['<<-EOT\n    %{ for o in ["p","q"] ~}\n    <o>${o}</o>\n    %{ endfor ~}\n    end\nEOT\n', '    <o>p</o>\n    <o>q</o>\n    end\n'],
  ['<<EOT\nEOT\n', ''],
  ['<<-EOT\n    ${"x"}\n  EOT2\nEOT\n', '  x\nEOT2\n'],
];

test.each(heredocs)('%j', (heredoc, text) => {
  expect(plain(read(heredoc))).toBe(text);
});

function attribute(file: string, name: string, scope = scopeOf({})) {
  const { body, problems } = parseHcl(file);
  const value = body.attributes.get(name)?.value;
  if (problems.length > 0 || value === undefined) throw new Error(JSON.stringify(problems));
  return evaluateHcl(value, scope);
}

const words = fc.stringMatching(/^[a-z <>/="$%{}\\]{0,12}$/);
const spaces = fc.stringMatching(/^[ \t]{0,4}$/);

test('a text that is escaped is read as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (any) => {
      const text = any.normalize('NFC');
      const inFile = text.replace(/[$%](?=\{)/g, '$&$&');
      expect(rendered(inFile)).toBe(text);
      const quoted = JSON.stringify(text)
        .replace(/\\b/g, '\\u0008')
        .replace(/\\f/g, '\\u000c')
        .replace(/[$%](?=\{)/g, '$&$&');
      fc.pre(!/\\\\[bf]/.test(JSON.stringify(text)) && !/\p{Surrogate}/u.test(text));
      expect(plain(attribute(`a = ${quoted}\n`, 'a'))).toBe(text);
    }),
  );
});

test('a flush heredoc loses the indentation that all of its lines have', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          spaces,
          words.filter((word) => word.trim() !== '' && !word.startsWith(' ')),
        ),
      ),
      spaces,
      (lines, more) => {
        const text = lines.map(([space, word]) => `${space.replaceAll('\t', ' ')}${word}\n`);
        const least = Math.min(...lines.map(([space]) => space.length));
        const body = text.map((line) => `${more}${line}`.replace(/[$%](?=\{)/g, '$&$&')).join('');
        expect(plain(attribute(`a = <<-END\n${body}${more}END\nb = 1\n`, 'a'))).toBe(text.map((line) => line.slice(least)).join(''));
      },
    ),
  );
});

test('a marker strips the white space beside it, on its own line and the break that ends the one before', () => {
  fc.assert(
    fc.property(spaces, spaces, spaces, (before, after, next) => {
      expect(rendered(`x${before}\${~ name ~}${after}y`)).toBe('xny');
      expect(rendered(`x\n${before}%{~ if yes ~}${after}\n${next}y%{ endif }`)).toBe(before === '' ? `x${next}y` : `x\n${next}y`);
    }),
  );
});

/** What is not decided keeps its name, and is never a text. */
const undecided: readonly (readonly [string, string])[] = [
  ['<o>${name}</o>', '<o>${module.web.host}</o>'],
  ['%{ for o in list }<o>${o}</o>%{ endfor }', '%{ for o in var.origins }<o>${o}</o>%{ endfor }'],
  ['%{ for k, o in list ~}\n<o>${upper(o.host)}</o>\n%{ endfor ~}', '%{ for k, o in var.origins }<o>${upper(o.host)}</o>\n%{ endfor }'],
  ['%{ if yes }<a/>%{ else }<b/>%{ endif }', '%{ if var.yes }<a/>%{ else }<b/>%{ endif }'],
  ['%{ if yes == "x" }<a/>%{ endif }', "%{ if var.yes == 'x' }<a/>%{ endif }"],
  ['%{ if yes }<a/>%{ else }<a/>%{ endif }', '<a/>'],
  ['%{ if yes || true }<a/>%{ endif }%{ if no && yes }<b/>%{ endif }', '<a/>'],
  ['${join("", [for o in list : "<o>${o}</o>"])}', '%{ for o in var.origins }<o>${o}</o>%{ endfor }'],
  ['%{ for o in concat(["a"], list) }<o>${o}</o>%{ endfor }', '<o>a</o><o>${var.origins[*]}</o>'],
  ['${yes ? "https://a" : "https://b"}', '${var.yes ? "https://a" : "https://b"}'],
  ['${format("https://%s", lower(name))}', 'https://${lower(module.web.host)}'],
  ['${upper("x-${name}")}', 'X-${upper(module.web.host)}'],
  ['${trimsuffix("https://${name}/", "/")}', 'https://${module.web.host}'],
];

test.each(undecided)('undecided: %s', (template, text) => {
  const unknown = (name: string) => ({ unknown: name });
  const locals = { ...world.locals, list: unknown('var.origins'), name: unknown('module.web.host'), yes: unknown('var.yes') };
  const value = plain(
    read('templatefile("t", { list = local.list, name = local.name, yes = local.yes, no = false })', { locals, files: { t: template } }),
  );
  expect(typeof value === 'string' ? value : `\${${(value as { unknown: string }).unknown}}`).toBe(text);
});

test('a placeholder is no markup, whatever its name is', () => {
  const value = plain(read('<<EOT\n<a b="${var.x < 1 ? "<" : lookup(var.y, "k")}"><o>${var.z["<k>"]}</o></a>\nEOT\n'));
  const text = decodeText(new TextEncoder().encode(String(value)));
  const parsed = text.ok ? parseXml(text.text) : null;
  expect([value, parsed?.ok]).toEqual([`<a b="\${var.x ‹ 1 ? '‹' : lookup(var.y, 'k')}"><o>\${var.z['‹k>']}</o></a>\n`, true]);
});

test('what repeats without end is refused', () => {
  const problems: { code: string }[] = [];
  const world = { locals: { l: Array.from({ length: 10_001 }, () => 'x'), s: 'x'.repeat(3_000_000) } };
  expect(plain(read('[for x in local.l : x]', world, problems as never))).toHaveProperty('unknown');
  expect(plain(read('"${local.s}${local.s}"', world, problems as never))).toHaveProperty('unknown');
  expect(plain(read('[for x in range(5000) : [for y in range(5000) : y]]', {}, problems as never))).toBeDefined();
  expect(plain(read('range(100000)', {}, problems as never))).toHaveProperty('unknown');
  expect(plain(read('regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")'))).toHaveProperty('unknown');
  expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['loop-too-long', 'text-too-long']));
});

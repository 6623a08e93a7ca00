import fc from 'fast-check';
import { evaluateHcl } from '../../../src/layouts/terraform/evaluate-hcl.js';
import { hostValue } from '../../../src/layouts/deployed/hosted-value.js';
import { parseExpressionAt, parseHcl } from '../../../src/layouts/terraform/parse-hcl.js';
import type { TextHost, TextValue, Value } from '../../../src/layouts/deployed/deployed-value.js';
import { unknown } from '../../../src/layouts/deployed/values.js';
import { applyEdits, textEdits, type Span } from '../../../src/text/edit.js';
import { HostFile, type HostedText } from '../../../src/text/hosted-text.js';
import { scopeOf, type World } from './language.js';

const policy = '<policies>\n  <inbound>\n    <set-header name="a" value=\'@("x")\' />\n    <base />\n\n  </inbound>\n</policies>\n';
const world: World = { locals: { host: 'https://a', list: ['https://a', 'https://b'], no: false } };

interface Kept {
  readonly files: Readonly<Record<string, string>>;
  /** The file that is edited. */
  readonly path: string;
}

/** The host with the largest part of a text; null if no file has any. */
function mainHost(value: TextValue): TextHost | null {
  const lengths = new Map<TextHost, number>();
  for (const { text, from } of value.pieces) if (from !== null) lengths.set(from.host, (lengths.get(from.host) ?? 0) + text.end - text.start);
  let most: TextHost | null = null;
  for (const [host, length] of lengths) if (most === null || length > (lengths.get(most) ?? 0)) most = host;
  return most;
}

/** The expression at a span of the scope's file after a change of its text; unknown if it is not an expression. */
function evaluateAt(file: string, at: Span, scope: ReturnType<typeof scopeOf>): Value {
  const parsed = parseExpressionAt(file, at);
  return parsed.ok ? evaluateHcl(parsed.expression, scope) : unknown('', true);
}

/** The text of attribute `a` in `main.tf`, as a policy of the file that holds most of it. */
function open(files: Kept['files']): { readonly value: TextValue; readonly hosted: HostedText; readonly path: string } {
  const scopeWith = (changed: Kept['files']) => scopeOf({ ...world, files: changed });
  const expression = parseHcl(files['main.tf'] ?? '').body.attributes.get('a')?.value;
  const value = expression && evaluateHcl(expression, scopeWith(files));
  if (value?.kind !== 'text') throw new Error(`no text: ${JSON.stringify(value)}`);
  const host = mainHost(value);
  if (host === null) throw new Error('no host');
  const again: Parameters<typeof hostValue>[3]['again'] = (text, at) =>
    host.path === 'main.tf' ? evaluateAt(text, at, scopeWith(files)) : evaluateHcl(expression as never, scopeWith({ ...files, [host.path]: text }));
  const file = new HostFile(files[host.path] ?? '');
  return { value, path: host.path, hosted: hostValue(file, { path: host.path, at: 1, variant: '' }, value, { host, again }) };
}

const lines = (by: string, text = policy) => text.replace(/^(?=.)/gm, by);
const kept: readonly (readonly [string, Kept['files']])[] = [
  ['file()', { 'main.tf': 'a = file("p.xml")\n', 'p.xml': policy }],
  ['templatefile()', { 'main.tf': 'a = templatefile("p.xml", { x = 1 })\n', 'p.xml': policy }],
  ['a heredoc', { 'main.tf': `a = <<EOT\n${policy}EOT\n` }],
  ['a flush heredoc', { 'main.tf': `b = 1\na = <<-EOT\n${lines('    ')}  EOT\n` }],
  ['a string', { 'main.tf': `a = ${JSON.stringify(policy)}\n` }],
];

describe.each(kept)('%s', (_, files) => {
  test('is the policy', () => {
    const { hosted } = open(files);
    expect(hosted.text).toBe(policy);
  });

  test('editing the text is editing the file', () => {
    const word = fc.constantFrom('<origin>', '${x}', '%{ if', '"', '\\', '\n', '  ', '\t', 'é', '$', '{', '', '\n\n', 'EOT');
    fc.assert(
      fc.property(fc.nat(policy.length), fc.nat(30), fc.array(word, { maxLength: 4 }), (start, length, by) => {
        const wanted = applyEdits(policy, [{ span: { start, end: Math.min(policy.length, start + length) }, text: by.join('') }]);
        const { hosted, path } = open(files);
        const edits = hosted.fileEdits(textEdits(policy, wanted));
        // A heredoc ends with a line, and holds no line that is its marker.
        if (edits === null) expect(files['main.tf']).toContain('<<');
        else expect(open({ ...files, [path]: applyEdits(files[path] ?? '', edits) }).value.text).toBe(wanted);
      }),
      { numRuns: 60 },
    );
  });
});

test('lines that are inserted are indented as the heredoc is', () => {
  const [, files] = kept[3] ?? ['', {}];
  const { hosted } = open(files);
  const edits = hosted.fileEdits(textEdits(policy, policy.replace('    <base />\n', '    <cors>\n      <x />\n    </cors>\n    <base />\n')));
  expect(edits && applyEdits(files['main.tf'] ?? '', edits)).toContain('\n        <cors>\n          <x />\n        </cors>\n        <base />\n');
});

const template =
  '<a>\n  <b>${local.host}</b>\n  %{ for o in local.list ~}\n  <o>${o}</o>\n  %{ endfor ~}\n  %{ if local.no }<c/>%{ endif }<d/>\n</a>\n';

test.each([
  ['what stands in the file', '<d/>', '<e/>', '<e/>'],
  ['what was filled in', 'https://a</b>', 'https://c</b>', null],
  ['what a loop repeats', '<o>https://b', '<p>https://b', null],
  ['text that holds a sign of templates', '<d/>', '<d e="${x}"/>', '<d e="$${x}"/>'],
])('of a heredoc with holes, %s', (_, before, after, written) => {
  const files = { 'main.tf': `a = <<EOT\n${template}EOT\n` };
  const { hosted } = open(files);
  expect(hosted.text).toBe('<a>\n  <b>https://a</b>\n    <o>https://a</o>\n    <o>https://b</o>\n    <d/>\n</a>\n');
  const edits = hosted.fileEdits(textEdits(hosted.text, hosted.text.replace(before, after)));
  expect(edits === null ? null : applyEdits(files['main.tf'], edits)).toBe(written === null ? null : files['main.tf'].replace(before, () => written));
  expect(hosted.lines({ start: hosted.text.indexOf('<d/>'), end: hosted.text.indexOf('<d/>') + 4 })).toEqual({ start: 7, end: 7 });
});

test('replace() keeps the places of what it leaves', () => {
  const files = { 'main.tf': 'a = replace(file("p.xml"), "{origin}", "https://x")\n', 'p.xml': '<a>\n<o>{origin}</o>\n<b/>\n</a>\n' };
  const { hosted, path } = open(files);
  const edits = hosted.fileEdits(textEdits(hosted.text, hosted.text.replace('<b/>', '<c/>')));
  expect([path, hosted.text, edits && applyEdits(files['p.xml'], edits)]).toEqual([
    'p.xml',
    '<a>\n<o>https://x</o>\n<b/>\n</a>\n',
    '<a>\n<o>{origin}</o>\n<c/>\n</a>\n',
  ]);
});

import { defaultSettings } from '../../src/config/settings.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { xml, type Files } from './moved.js';

const loopback = 'http://localhost:3000';
const join = '${join("", [for one in var.more : "<origin>${one}</origin>"])}';
const loop = '%{ for one in var.more }<origin>${one}</origin>%{ endfor }';
const variable = (value: string): string => `variable "more" {\n  default = ${value}\n}\n`;
const text = (hole: string): string =>
  xml('https://app.contoso.com', loopback).replace(`<origin>${loopback}</origin>\n`, `<origin>${loopback}</origin>\n        ${hole}\n`);
const resource = (content: string): string =>
  `resource "azurerm_api_management_api_policy" "p" {\n  api_name            = "orders"\n  api_management_name = "contoso"\n  xml_content         = ${content}\n}\n`;
const indented = (hole: string): string => `<<-XML\n${text(hole).replace(/^(?=.)/gm, '    ')}  XML`;

/** The tree after the first repair of the finding at this origin. */
async function repaired(files: Files): Promise<Files> {
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
  const [repair] = findings.find(({ rule }) => rule === 'loopback-origin')?.suggestions ?? [];
  const after: Record<string, string> = { ...files };
  for (const { path, startLine, endLine, lines } of [...(repair?.edits ?? [])].reverse()) {
    const all = (after[path] ?? '').split('\n');
    all.splice(startLine - 1, endLine - startLine + 1, ...lines);
    after[path] = all.join('\n');
  }
  return after;
}

const before = `        <origin>${loopback}</origin>\n`;
// What comes to nothing today may come to something with another value: a repair that deletes it would lose the origins of another environment.
test.each<[what: string, files: Files, path: string, line: string]>([
  ['an empty list in a heredoc', { 'main.tf': variable('[]') + resource(indented(join)) }, 'main.tf', `    ${before}`],
  ['an empty list in a heredoc at the margin', { 'main.tf': variable('[]') + resource(`<<XML\n${text(join)}XML`) }, 'main.tf', before],
  ['an empty loop in a heredoc', { 'main.tf': variable('[]') + resource(indented(loop)) }, 'main.tf', `    ${before}`],
  ['a list in a heredoc', { 'main.tf': variable('["https://b.contoso.com"]') + resource(indented(join)) }, 'main.tf', `    ${before}`],
  [
    'an empty list in a template',
    { 'main.tf': variable('[]') + resource('templatefile("p.tpl", { more = var.more })'), 'p.tpl': text(join.replace('var.', '')) },
    'p.tpl',
    before,
  ],
])('a repair deletes its own line and no code beside it: %s', async (_, files, path, line) => {
  const old = files[path] ?? '';
  expect(old.split(line)).toHaveLength(2);
  expect((await repaired(files))[path]).toBe(old.replace(line, ''));
});

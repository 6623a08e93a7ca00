import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/*
 * The page about the house is true of the sources: its rooms and their order are those of lint, and every path and name that it gives exists.
 */

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const lint = readFileSync(join(root, 'eslint.config.js'), 'utf8');

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

const sources = filesIn('src').filter((path) => path.endsWith('.ts'));

/** Names that the sources declare or use, without those in comments and texts. */
function identifiers(): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const path of sources) visit(ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.ES2022));
  return found;
}

/** Rooms of the picture: its lines `name/  …`, indented by two. */
const pictured = [...page.matchAll(/^ {2}([a-z-]+)\/ /gm)].map((match) => match[1]);
const linted = [...(/const rooms = \[([^\]]*)\]/.exec(lint)?.[1] ?? '').matchAll(/'([a-z-]+)'/g)].map((match) => match[1]);
const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

test('the picture has the rooms of lint, in its order', () => {
  expect(pictured.length).toBeGreaterThan(20);
  expect(pictured).toEqual(linted);
});

test('every folder of src is a room', () => {
  expect([...pictured].sort()).toEqual(folders.sort());
});

describe('names in backticks', () => {
  const prose = page.replace(/^```[^]*?^```/gm, '');
  const quoted = [...new Set([...prose.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))];

  test('paths exist', () => {
    const paths = quoted.filter((text) => /^[\w.-]+(?:\/[\w.-]*)*$/.test(text) && /\/|\.(?:ts|js|mjs|md)$/.test(text));
    const missing = paths.filter((path) => {
      const bare = path.replace(/\/$/, '');
      if (['', 'src', '__tests__', 'src/layouts', 'src/layouts/deployed'].some((folder) => existsSync(join(root, folder, bare)))) return false;
      return !sources.some((source) => source.endsWith(`/${bare}`));
    });
    expect(paths.length).toBeGreaterThan(30);
    expect(missing).toEqual([]);
  });

  test('identifiers are names of the sources', () => {
    const known = identifiers();
    const names = quoted.filter((text) => /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)?s?$/.test(text) && !/\.(?:ts|js|mjs|md)$/.test(text));
    // Constants of lint.
    const ofLint = new Set(['rooms', 'apart']);
    const missing = names.filter((text) => !ofLint.has(text) && !text.split('.').every((part) => known.has(part)));
    expect(names.length).toBeGreaterThan(15);
    expect(missing).toEqual([]);
  });
});

test('the port is as in the sources', () => {
  const port = readFileSync(join(root, 'src', 'layouts', 'layout.ts'), 'utf8');
  const shown = /^interface Layout[^]*?^```/m.exec(page)?.[0] ?? '';
  const membersOf = (text: string, type: string): readonly string[] =>
    [...(new RegExp(`interface ${type} \\{\\n([^]*?)\\n\\}`).exec(text)?.[1] ?? '').matchAll(/^ {2}(?:readonly )?(\w+)(?=[(:])/gm)].map(
      (match) => match[1] ?? '',
    );
  for (const type of ['Layout', 'Survey', 'Site']) {
    expect(membersOf(shown, type).length).toBeGreaterThan(2);
    expect(membersOf(shown, type)).toEqual(membersOf(port, type));
  }
});

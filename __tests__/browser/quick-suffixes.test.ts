import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = join(__dirname, '..', '..');

/** Names below every rule of the list, asked of the package and of the copy of it that the bundles have, each in a module of its own. */
const script = `
import { withLessToLoad } from ${JSON.stringify(pathToFileURL(join(project, 'scripts', 'quick-suffixes.mjs')).href)};
import { edgeChild, edgeLength, edgeStart, exceptionsRoot, labelText, rulesRoot } from 'tldts/dist/es6/src/data/trie.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(join(project, 'package.json'))});
const source = readFileSync(require.resolve('tldts'), 'utf8');
const loaded = (text) => {
  const module = { exports: {} };
  new Function('module', 'exports', text)(module, module.exports);
  return module.exports;
};
const begins = [0];
for (const length of edgeLength) begins.push(begins.at(-1) + length);
const names = ['', 'localhost', '127.0.0.1', '.com', 'a..com', 'unlisted', 'app.unlisted', 'toString', 'a.constructor'];
const look = (node, suffix) => {
  for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge += 1) {
    const name = labelText.slice(begins[edge], begins[edge + 1]).replace('*', 'any') + suffix;
    names.push(name, 'app.' + name, 'www.app.' + name);
    look(edgeChild[edge], '.' + name);
  }
};
look(rulesRoot, '');
look(exceptionsRoot, '');
const [own, copy] = [loaded(source), loaded(withLessToLoad(source))];
const differing = names.filter((name) =>
  [{}, { allowPrivateDomains: true }].some((options) => JSON.stringify(own.parse(name, options)) !== JSON.stringify(copy.parse(name, options))),
);
let refused = '';
try {
  withLessToLoad(source.replace('function findEdge', 'function edgeOf'));
} catch ({ message }) {
  refused = message;
}
console.log(JSON.stringify({ names: names.length, differing, refused, derives: /^for \\(/m.test(withLessToLoad(source)) }));
`;

test('the copy of the suffix list that is quick to load answers as the package does', () => {
  const { names, ...rest } = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: project, encoding: 'utf8' }),
  ) as Record<string, unknown>;
  expect(names).toBeGreaterThan(30_000);
  expect(rest).toEqual({ differing: [], refused: expect.stringContaining('other words than before') as string, derives: false });
});

// A copy of tldts for the bundles that loads faster, otherwise unchanged.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A literal table of numbers, by its name in the package. */
const table = (name) => new RegExp(String.raw`^const ${name} = .*new (Uint\d+Array)\(\[([\d, ]+)\]\);$`, 'm');
/** The code that computes, when the package is loaded, the place and hash of each label, and the wildcard of each node. */
const derivation = /^for \(let node = 0, offset = 0; node < numberOfNodes; node \+= 1\) \{\n[^]*?\n\}$/m;
/** The only function that uses these, for one node; the node's wildcard is used after it. */
const lookup = 'function findEdge(node, hash, hostname, start, length) {\n';

/**
 * The package's source with its long tables as texts, which load faster than code, and with hashes computed only for nodes in use: there are ten thousand
 * labels, and a review reads two or three of six hundred nodes.
 */
export function withLessToLoad(source) {
  const numbersOf = (name) => table(name).exec(source)?.[2].split(',').map(Number) ?? [];
  const begins = [0];
  for (const length of numbersOf('edgeLength')) begins.push(begins.at(-1) + length);
  const asText = (name) => [
    table(name),
    (_, type, list) =>
      type === 'Uint8Array'
        ? `const ${name} = Buffer.from('${Buffer.from(list.split(',').map(Number)).toString('base64')}', 'base64');`
        : `const ${name} = new ${type}(JSON.parse('[${list.replaceAll(' ', '')}]'));`,
  ];
  const edits = [
    ...['nodeFlags', 'edgeStart', 'edgeLength', 'edgeChild'].map(asText),
    [
      derivation,
      () =>
        derived(
          numbersOf('edgeStart')
            .slice(0, -1)
            .map((edge) => begins[edge]),
        ),
    ],
    [lookup, () => `${lookup}    if (isDerived[node] === 0) derive(node);\n`],
  ];
  return edits.reduce((text, [what, put]) => {
    const made = text.replace(what, put);
    if (made === text) throw new Error(`tldts is written in other words than before: ${String(what)}`);
    return made;
  }, source);
}

/** `begins`: index of the first label of each node. */
function derived(begins) {
  return `const nodeOffset = new Uint32Array(JSON.parse('${JSON.stringify(begins)}'));
const isDerived = new Uint8Array(numberOfNodes);
function derive(node) {
    isDerived[node] = 1;
    let offset = nodeOffset[node];
    for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge += 1) {
        edgeOffset[edge] = offset;
        const end = offset + edgeLength[edge];
        let hash = 5381;
        for (let i = end - 1; i >= offset; i -= 1) hash = (hash * 33) ^ labelText.charCodeAt(i);
        edgeHash[edge] = hash >>> 0;
        if (edgeLength[edge] === 1 && labelText.charCodeAt(offset) === 42) wildcardEdge[node] = edge;
        offset = end;
    }
}`;
}

/** Writes the copy where the files of `folder` find it before the package, with its licence. */
export function copySuffixes(folder) {
  const require = createRequire(import.meta.url);
  const main = require.resolve('tldts');
  const copy = join(folder, 'node_modules', 'tldts');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  const root = join(dirname(main), '..', '..');
  cpSync(join(root, 'LICENSE'), join(copy, 'LICENSE'));
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(copy, 'package.json'), `${JSON.stringify({ name, version, license, main: 'index.js' }, null, 2)}\n`);
  writeFileSync(join(copy, 'index.js'), withLessToLoad(readFileSync(main, 'utf8')));
}

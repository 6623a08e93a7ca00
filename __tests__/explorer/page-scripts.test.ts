import { execFileSync } from 'node:child_process';
import { parse } from 'tldts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = join(__dirname, '..', '..');
const builder = pathToFileURL(join(project, 'scripts', 'page-scripts.mjs')).href;

/** What a script of Node's prints. */
function run(script: string): string {
  return execFileSync(
    process.execPath,
    ['--input-type=module', '-e', `import { bundlePage, pageScripts } from ${JSON.stringify(builder)};${script}`],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  ).trim();
}

describe('scripts that run in a page', () => {
  test('two builds give the same bytes, within the budget of each', () => {
    const sizes = JSON.parse(
      run(
        'const all = await Promise.all(pageScripts.map(async ({ entry, budget }) => { const [one, other] = [await bundlePage(entry), await bundlePage(entry)]; return [one === other, one.length, budget]; })); console.log(JSON.stringify(all))',
      ),
    ) as [boolean, number, number][];
    expect(sizes.length).toBeGreaterThan(0);
    for (const [isSame, size, budget] of sizes) {
      expect(isSame).toBe(true);
      expect(size).toBeLessThanOrEqual(budget);
    }
  });

  test('a module of Node cannot get into one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-script-'));
    try {
      const entry = join(folder, 'main.ts');
      writeFileSync(entry, "import { createHash } from 'node:crypto';\nconsole.log(createHash);\n");
      expect(run(`try { await bundlePage(${JSON.stringify(entry)}); console.log('built'); } catch { console.log('refused'); }`)).toBe('refused');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the packed list of public suffixes is that of tldts, label for label, without the names at the top that nothing is below', () => {
    const packer = pathToFileURL(join(project, 'scripts', 'packed-suffixes.mjs')).href;
    const same = run(`const list = await import('tldts/dist/es6/src/data/trie.js');
      const { packedSuffixes } = await import(${JSON.stringify(packer)});
      const packed = await import('data:text/javascript,' + encodeURIComponent(packedSuffixes(list)));
      const nodesOf = ({ nodeFlags, edgeStart, edgeLength, edgeChild, labelText }) => {
        let offset = 0;
        const edges = Array.from(edgeLength, (length, at) => [labelText.slice(offset, (offset += length)), edgeChild[at]]);
        return Array.from(nodeFlags, (flags, node) => [flags, edges.slice(edgeStart[node], edgeStart[node + 1])]);
      };
      const all = nodesOf(list);
      const isAlone = ([, child]) => all[child][1].length === 0;
      const left = all.map(([flags, edges], node) => [flags, node === list.rulesRoot ? edges.filter((edge) => !isAlone(edge)) : edges]);
      const roots = (some) => [some.rulesRoot, some.exceptionsRoot];
      const [top] = [all[list.rulesRoot][1].length - left[list.rulesRoot][1].length];
      console.log(JSON.stringify([JSON.stringify(nodesOf(packed)) === JSON.stringify(left), JSON.stringify(roots(packed)) === JSON.stringify(roots(list)), top > 1000]));`);
    expect(JSON.parse(same)).toEqual([true, true, true]);
  });

  test('a name at the top that is not listed is a public suffix as one that is', () => {
    expect(parse('shop.contoso.unlisted-name')).toMatchObject({ publicSuffix: 'unlisted-name', domain: 'contoso.unlisted-name', isPrivate: false });
    expect(parse('shop.contoso.accenture')).toMatchObject({ publicSuffix: 'accenture', domain: 'contoso.accenture', isPrivate: false });
  });
});

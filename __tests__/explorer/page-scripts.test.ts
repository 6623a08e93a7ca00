import { execFileSync } from 'node:child_process';
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

  test('the packed list of public suffixes is that of tldts, label for label', () => {
    const packer = pathToFileURL(join(project, 'scripts', 'packed-suffixes.mjs')).href;
    const same = run(`const list = await import('tldts/dist/es6/src/data/trie.js');
      const { packedSuffixes } = await import(${JSON.stringify(packer)});
      const packed = await import('data:text/javascript,' + encodeURIComponent(packedSuffixes(list)));
      console.log(JSON.stringify(Object.keys(list).map((name) => [name, JSON.stringify(packed[name]) === JSON.stringify(list[name])])));`);
    expect(JSON.parse(same)).toEqual(
      ['edgeChild', 'edgeLength', 'edgeStart', 'exceptionsRoot', 'labelText', 'nodeFlags', 'rulesRoot'].map((name) => [name, true]),
    );
  });
});

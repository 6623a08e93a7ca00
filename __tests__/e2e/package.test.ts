import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { temporaryFolder } from '../sources/temporary.js';
import { node } from './node.js';

const project = join(__dirname, '..', '..');

/** The package as npm packs it, unpacked in a fresh folder with nothing beside it. */
function unpacked(): { readonly folder: string; readonly files: readonly string[] } {
  const folder = temporaryFolder();
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: project, encoding: 'utf8' });
  const [{ filename, files } = { filename: '', files: [] }] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  return { folder: join(folder, 'package'), files: files.map(({ path }) => path) };
}

test('the package holds the command line with its documents, and it runs with nothing installed', () => {
  const { folder, files } = unpacked();
  const { bin, private: isPrivate } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
    private?: boolean;
  };
  expect(isPrivate).toBeUndefined();
  expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'docs/repair.md', 'schema/review.schema.json', 'dist/licenses.txt']));
  expect(files.filter((path) => /^(?:src|__tests__|build|scripts|\.)/.test(path))).toEqual([]);
  const run = (...args: readonly string[]): string =>
    execFileSync(node, [join(folder, bin['apim-cors'] ?? ''), ...args], { cwd: folder, encoding: 'utf8' });
  expect(run('demo')).toContain('https://shop.contoso.com');
  expect(run('--help')).toContain('apim-cors review');
});

test('each hook for pre-commit starts a file that is there and may be run, for files that may hold policies', () => {
  const hooks = parse(readFileSync(join(project, '.pre-commit-hooks.yaml'), 'utf8')) as {
    id: string;
    entry: string;
    args: string[];
    files: string;
  }[];
  expect(hooks.map(({ id }) => id)).toEqual(['apim-cors-review', 'apim-cors-fix']);
  for (const { entry, args, files } of hooks) {
    expect(existsSync(join(project, entry))).toBe(true);
    accessSync(join(project, entry), constants.X_OK);
    expect(args.slice(0, 3)).toEqual(['review', '--base', 'HEAD']);
    for (const path of ['policy.xml', 'a/main.tf', 'x.bicepparam', 'configuration.prod.yaml']) expect(path).toMatch(new RegExp(files));
    expect('README.md').not.toMatch(new RegExp(files));
  }
  const help = execFileSync(node, [join(project, hooks[0]?.entry ?? ''), '--version'], { encoding: 'utf8' });
  expect(help).toMatch(/^\d+\.\d+\.\d+\n$/);
});

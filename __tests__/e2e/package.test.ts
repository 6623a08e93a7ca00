import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { temporaryFolder } from '../sources/temporary.js';
import { node } from './node.js';

const project = join(__dirname, '..', '..');

/** A fresh folder in which the package, as npm packs it, is installed: offline, for it depends on nothing. */
const installed = (() => {
  let known: { readonly folder: string; readonly files: readonly string[] } | null = null;
  return (): { readonly folder: string; readonly files: readonly string[] } => {
    if (known !== null) return known;
    const folder = temporaryFolder();
    const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: project, encoding: 'utf8' });
    const [{ filename, files } = { filename: '', files: [] }] = JSON.parse(packed) as { filename: string; files: { path: string }[] }[];
    writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
    const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
    execFileSync('npm', ['install', ...quiet, join(folder, filename)], { cwd: folder, stdio: 'pipe' });
    return (known = { folder, files: files.map(({ path }) => path) });
  };
})();

const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly private?: boolean;
  readonly dependencies?: object;
};

test('the package holds the command line with its documents, and it runs with nothing else installed', () => {
  const { folder, files } = installed();
  expect([manifest.private, manifest.dependencies]).toEqual([undefined, undefined]);
  expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['apim-cors-review']);
  expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'docs/repair.md', 'schema/review.schema.json', 'dist/licenses.txt']));
  expect(files.filter((path) => /^(?:src|__tests__|build|scripts|\.)/.test(path))).toEqual([]);
  const run = (...args: readonly string[]): string =>
    execFileSync(node, [join(folder, 'node_modules', '.bin', 'apim-cors'), ...args], { cwd: folder, encoding: 'utf8' });
  expect(run('demo')).toContain('https://shop.contoso.com');
  expect(run('--help')).toContain('apim-cors review');
});

test('every link between the documents of the package leads to a file of it, or to sources', () => {
  const { files } = installed();
  const lost = files
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) =>
      [...readFileSync(join(project, path), 'utf8').matchAll(/\]\(([^)\s#:]+)(?:#[^)\s]*)?\)/g)].map(([, link = '']) =>
        posix.join(dirname(path), link),
      ),
    )
    .filter((target) => !/^(?:__tests__|\.github|src)\/|^CONTRIBUTING\.md$/.test(target))
    .filter((target) => !files.some((file) => file === target || file.startsWith(`${target.replace(/\/$/, '')}/`)));
  expect(lost).toEqual([]);
});

test('whatever the package exports is in it', () => {
  const { files } = installed();
  const named = Object.values(manifest.exports).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
  for (const path of named) expect(files.some((file) => `./${file}`.startsWith(path.replace(/\*$/, '')))).toBe(true);
});

describe('the library, from TypeScript', () => {
  const page = readFileSync(join(project, 'docs', 'library.md'), 'utf8');
  const examples = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => code);

  /** What a strict compiler says of programs beside the installed package, by their names; they can be run afterwards. */
  const problems = (() => {
    let known: ReadonlyMap<string, string> | null = null;
    return (): ReadonlyMap<string, string> => (known ??= compile());
  })();

  const refused = {
    'an unknown option': ["await scan({ folder: '.' }, { fail: 'error' });", "'fail' does not exist"],
    'a state of no kind': ["await scan({ path: '.' });", "'path' does not exist"],
    'a value that a report never has': ["(await scan({ folder: '.' })).conclusion === 'maybe';", 'no overlap'],
    'a field that a report does not have': ["(await scan({ folder: '.' })).passed;", "'passed' does not exist"],
    'a report that is written to': ["(await scan({ folder: '.' })).conclusion = 'pass';", 'read-only'],
  } as const;

  function compile(): ReadonlyMap<string, string> {
    const { folder } = installed();
    const programs = new Map([
      ...examples.map((code, at) => [`example ${at}`, code] as const),
      ...Object.entries(refused).map(([name, [code]]) => [name, `import { scan } from 'apim-cors-review';\n${code}\n`] as const),
    ]);
    for (const [name, code] of programs) writeFileSync(join(folder, `${name}.ts`), code);
    writeFileSync(join(folder, 'console.d.ts'), 'declare const console: { log(...values: readonly unknown[]): void };\n');
    const program = ts.createProgram(
      ['console.d.ts', ...[...programs.keys()].map((name) => `${name}.ts`)].map((name) => join(folder, name)),
      {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        lib: ['lib.es2022.d.ts'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: true,
        verbatimModuleSyntax: true,
      },
    );
    program.emit();
    const found = new Map([...programs.keys()].map((name) => [name, '']));
    for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
      const name = basename(file?.fileName ?? '', '.ts');
      found.set(name, `${found.get(name) ?? ''}${ts.flattenDiagnosticMessageText(messageText, '\n')}\n`);
    }
    return found;
  }

  const run = (name: string): string => execFileSync(node, [join(installed().folder, `${name}.js`)], { cwd: installed().folder, encoding: 'utf8' });

  test('does what its page shows, and each example compiles strictly with the declarations alone', () => {
    const names = [...problems().keys()].filter((name) => !(name in refused));
    expect(names.map((name) => [name, problems().get(name)])).toEqual([
      ['example 0', ''],
      ['example 1', ''],
      ['example 2', ''],
    ]);
    expect(run('example 0')).toMatch(
      /^fail https:\/\/shop\.contoso\.com can no longer call orders\napis\/orders\/policy\.xml:\d+ warning https:\/\/shop/,
    );
    expect(run('example 1')).toBe("there is no folder 'artifacts'\n");
    expect(run('example 2')).toContain("fail [ 'the shop reads orders: broken' ]");
  });

  test.each(Object.entries(refused))('its types refuse %s', (name, [, problem]) => {
    expect(problems().get(name)).toContain(problem);
  });
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

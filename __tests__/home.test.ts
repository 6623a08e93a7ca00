import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { home, ownRepository } from '../src/text/home.js';

const project = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(project, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; repository: { url: string }; homepage: string; bugs: string };
const [owner = ''] = ownRepository.split('/');
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: project, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && !/^(?:dist|node_modules|__tests__)\/|package-lock\.json$|\.png$/.test(path));

test('package.json says where this is, and the sources say the same once', () => {
  expect(manifest.repository.url).toBe(`git+${home}.git`);
  expect(manifest.homepage).toBe(`${home}#readme`);
  expect(manifest.bugs).toBe(`${home}/issues`);
  expect(files.filter((path) => /^src\/.*\.ts$/.test(path) && read(path).includes(ownRepository))).toEqual(['src/text/home.ts']);
});

test('whatever names a repository of this owner names this one', () => {
  const elsewhere = files.flatMap((path) =>
    [...read(path).matchAll(new RegExp(`(?<![@\\w.-])${owner}/([\\w.-]+)`, 'g'))]
      .map(([, name = '']) => name.replace(/(?:\.git|[.-])+$/, ''))
      .filter((name) => name !== ownRepository.split('/')[1])
      .map((name) => `${path}: ${owner}/${name}`),
  );
  expect(elsewhere).toEqual([]);
});

test('documents and examples name one floating tag, the one that a release of this version moves', () => {
  const majors = files.flatMap((path) => [...read(path).matchAll(new RegExp(`${ownRepository}@(v[\\w.]+)`, 'g'))].map(([, tag]) => tag));
  const refs = files.flatMap((path) => [...read(path).matchAll(/^\s*ref: (v\d[\w.]*)$/gm)].map(([, tag]) => tag));
  expect(refs.length).toBeGreaterThan(0);
  expect(new Set([...majors, ...refs])).toEqual(new Set([`v${manifest.version.split('.')[0] ?? ''}`]));
});

test('the hook is taken at the exact tag of this version: pre-commit fetches a tag once, and warns of one that moves', () => {
  const revs = files.flatMap((path) => [...read(path).matchAll(/^\s*rev: (\S+)/gm)].map(([, tag]) => tag));
  expect(revs.length).toBeGreaterThan(0);
  expect(new Set(revs)).toEqual(new Set([`v${manifest.version}`]));
});

describe('a release', () => {
  const check = (here: string, tag: string): string =>
    spawnSync(process.execPath, [join(project, 'scripts', 'release.mjs'), 'check'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], GITHUB_REPOSITORY: here, GITHUB_REF_NAME: tag },
    }).stderr;

  test('is refused in another repository', () => {
    expect(check('somebody/fork', `v${manifest.version}`)).toContain(
      `not released: package.json says that this is ${ownRepository}, and it runs in somebody/fork`,
    );
    expect(check(ownRepository, `v${manifest.version}`)).not.toContain('it runs in');
  });

  test('is refused under another version, and under a major version that README and examples do not name', () => {
    expect(check(ownRepository, 'v9.9.9')).toContain(`the tag is v9.9.9, and package.json says version ${manifest.version}`);
    expect(check(ownRepository, 'v9.9.9')).toContain(`README.md says ${ownRepository}@v1, and this release moves v9`);
    expect(check(ownRepository, 'v9.9.9')).toContain(`docs/repair.md takes the hook at v${manifest.version}, and this release is v9.9.9`);
    expect(check(ownRepository, 'v1.0.0')).not.toMatch(/README\.md|repair\.md/);
  });

  test('is refused without notes', () => {
    expect(check(ownRepository, `v${manifest.version}`)).toContain(`CHANGELOG.md has no section ${manifest.version}`);
  });
});

test.each([['spdx'], ['cyclonedx']])('the %s bill of materials lists what the bundles hold, and no tool', (format) => {
  const text = execFileSync(process.execPath, [join(project, 'scripts', 'release.mjs'), 'sbom', format], { cwd: project, encoding: 'utf8' });
  const { packages, components } = JSON.parse(text) as { packages?: readonly { name: string }[]; components?: readonly { name: string }[] };
  const names = (packages ?? components ?? []).map(({ name }) => name).filter((name) => name !== 'apim-cors-review');
  const licensed = read('dist/licenses.txt')
    .split(/\n{3,}/)
    .map((licence) => licence.split('\n')[0] ?? '')
    .filter((name) => name !== 'The Public Suffix List');
  expect([...names].sort()).toEqual([...licensed].sort());
});

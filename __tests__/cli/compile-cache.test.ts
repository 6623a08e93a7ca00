import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, keepCompiled } from '../../src/cli/compile-cache.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'apim-cors-home-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function keptIn(environment: Record<string, string>): string[] {
  const folders: string[] = [];
  keepCompiled(environment, (folder) => folders.push(folder));
  return folders;
}

test('what is compiled is kept in a folder of the user alone', () => {
  const folder = join(home, '.cache', 'apim-cors-review');
  expect(keptIn({ HOME: home })).toEqual([folder]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(keptIn({ HOME: home })).toEqual([folder]);
});

test('where the user has caches elsewhere, there', () => {
  expect(cacheFolder({ HOME: home, XDG_CACHE_HOME: join(home, 'caches') })).toBe(join(home, 'caches', 'apim-cors-review'));
  // Relative paths are to be ignored (XDG Base Directory Specification): they would lead into whatever repository the command runs in.
  expect(cacheFolder({ HOME: home, XDG_CACHE_HOME: 'caches' })).toBe(join(home, '.cache', 'apim-cors-review'));
  expect(cacheFolder({ HOME: 'home' })).toBeNull();
  expect(cacheFolder({})).toBeNull();
});

test('nothing is kept in a build, and nothing is made for it', () => {
  expect(keptIn({ HOME: home, CI: 'true' })).toEqual([]);
  expect(keptIn({ HOME: home, TF_BUILD: 'True' })).toEqual([]);
  keepCompiled({ HOME: home }, undefined);
  expect(existsSync(join(home, '.cache'))).toBe('enableCompileCache' in process.getBuiltinModule('node:module'));
});

test('no code is taken from a folder that somebody else may write to, or that is none', () => {
  const folder = join(home, '.cache', 'apim-cors-review');
  mkdirSync(folder, { recursive: true });
  for (const mode of [0o770, 0o707, 0o777, 0o755]) {
    chmodSync(folder, mode);
    expect(keptIn({ HOME: home })).toEqual([]);
  }
  rmSync(folder, { recursive: true });
  const other = mkdtempSync(join(home, 'other-'));
  symlinkSync(other, folder);
  expect(keptIn({ HOME: home })).toEqual([]);
  rmSync(folder);
  writeFileSync(folder, '');
  expect(keptIn({ HOME: home })).toEqual([]);
});

test('a node that cannot keep it does no harm', () => {
  expect(() => {
    keepCompiled({ HOME: home }, () => {
      throw new Error('no room');
    });
  }).not.toThrow();
});

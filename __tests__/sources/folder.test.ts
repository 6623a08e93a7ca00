import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/config/errors.js';
import { blobId } from '../../src/sources/blob-id.js';
import { openFolder } from '../../src/sources/folder.js';
import { temporaryFolder, writeFiles } from './temporary.js';

describe('a plain folder', () => {
  const folder = temporaryFolder();
  beforeAll(() => {
    writeFiles(folder, {
      'apis/a/policy.xml': '<policies />',
      empty: '',
      '.git/config': 'no',
      'node_modules/x/policy.xml': 'no',
      'deep/.git': 'gitdir: elsewhere',
      'a b/ü.xml': 'u',
    });
    symlinkSync('apis', join(folder, 'link'));
    symlinkSync('/etc/hostname', join(folder, 'file-link.xml'));
    execFileSync('mkfifo', [join(folder, 'pipe.xml')]);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('latin-\xfc.xml', 'latin1')]), 'l');
  });

  test('lists files and links, and neither .git nor node_modules nor pipes', () => {
    const listed = [...openFolder(folder).entries.values()].map(({ path, kind }) => `${kind} ${path}`).sort();
    expect(listed).toEqual([
      'file a b/ü.xml',
      'file apis/a/policy.xml',
      'file deep/.git',
      'file empty',
      'file latin-\udcfc.xml',
      'symlink file-link.xml',
      'symlink link',
    ]);
  });

  test('identities are git’s blob ids, so that equal bytes are equal on every side', () => {
    const { entries } = openFolder(folder);
    expect(entries.get('apis/a/policy.xml')?.id).toBe(blobId(Buffer.from('<policies />')));
    expect(entries.get('empty')?.id).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  });

  test('reads files, and nothing through a link or outside', async () => {
    const read = await openFolder(folder).read([
      'apis/a/policy.xml',
      'latin-\udcfc.xml',
      'file-link.xml',
      'link/a/policy.xml',
      '../../etc/hostname',
      'none',
    ]);
    expect([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ['apis/a/policy.xml', '<policies />'],
      ['latin-\udcfc.xml', 'l'],
    ]);
  });

  test('two folders that differ in one file differ in one identity', () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    writeFiles(one, { a: 'same', b: 'x' });
    writeFiles(two, { a: 'same', b: 'y' });
    const base = openFolder(one).entries;
    const differing = [...openFolder(two).entries.values()].filter(({ path, id }) => base.get(path)?.id !== id);
    expect(differing.map(({ path }) => path)).toEqual(['b']);
  });

  test('a folder that is not there, and one that is a file', () => {
    expect(() => openFolder(join(folder, 'none'))).toThrow(new InputError(`there is no folder '${join(folder, 'none')}'`));
    expect(() => openFolder(join(folder, 'empty'))).toThrow(new InputError(`'${join(folder, 'empty')}' is a file; name a folder`));
  });
});

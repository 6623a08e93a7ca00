import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commit, git, newRepository, temporaryFolder, writeFiles } from '../sources/temporary.js';
import { node } from './node.js';
import { entry } from './run-cli.js';

const policy = 'apimartifacts/policy.xml';
const allowing = (...origins: readonly string[]): string =>
  `<policies><inbound><cors><allowed-origins>${origins.map((origin) => `<origin>${origin}</origin>`).join('')}</allowed-origins>` +
  '<allowed-methods><method>GET</method></allowed-methods></cors></inbound><backend><forward-request /></backend><outbound /><on-error /></policies>';

/** Opening a file more takes longer than reading past what is not needed, so the build gathers what such a run needs (scripts/build.mjs). */
test('a usual review and scan need no other file of the bundle than those gathered for them', () => {
  const repository = newRepository({
    [policy]: allowing('https://app.contoso.com'),
    'apimartifacts/apis/orders/apiInformation.json': JSON.stringify({ properties: { path: 'orders' } }),
  });
  git(repository, 'checkout', '-q', '-b', 'change');
  writeFiles(repository, { [policy]: allowing('https://app.contoso.com', 'https://shop.contoso.com') });
  commit(repository, 'let the shop in');
  const few = temporaryFolder();
  const files = ['index.js', 'start.index.js', 'usual.index.js'];
  for (const file of files) cpSync(join(dirname(entry), file), join(few, 'cli', file));
  cpSync(join(dirname(entry), '..', 'package.json'), join(few, 'package.json'));
  for (const format of ['text', 'json']) {
    for (const [told, ...command] of [
      ['shop.contoso.com', 'review', '--base', 'main', '--head', 'change'],
      ['shop.contoso.com', 'review', '--base', 'main'],
      ['operation', 'scan', '--at', 'change'],
    ]) {
      const run = (path: string): object => {
        const { status, stdout, stderr } = spawnSync(node, [path, ...command, '--format', format], { cwd: repository, encoding: 'utf8' });
        return { status, stdout, stderr };
      };
      const ran = run(join(few, 'cli', 'index.js'));
      expect(ran).toEqual(run(entry));
      expect(ran).toMatchObject({ stderr: '', stdout: expect.stringContaining(told ?? '') as string });
    }
  }
});

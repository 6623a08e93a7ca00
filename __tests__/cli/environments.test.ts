import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiPath, cors, policy, repository } from '../../src/layouts/apiops/example.js';
import { temporaryFolder } from '../sources/temporary.js';
import { runHere as run } from './run-here.js';

describe('an environment that is named and is not there', () => {
  const folder = temporaryFolder();

  beforeAll(() => {
    const files = { ...repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }), 'configuration.prod.yaml': 'apis: []\n' };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });

  const request = ['--origin', 'https://app.contoso.com', '--method', 'GET', '--api', 'orders'];
  test.each([
    ['scan', ['scan']],
    ['policies', ['policies']],
    ['explain', ['explain', ...request]],
  ])('%s', async (_, args) => {
    const { code, stdout, stderr } = await run(...args, '--dir', folder, '--environment', 'nope');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--environment nope: there is no such environment');
    expect(stderr).toContain('prod');
    expect((await run(...args, '--dir', folder, '--environment', 'prod')).code).not.toBe(2);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { version } from '../../src/version.js';

test('the version is that of the package', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  expect(version).toBe((JSON.parse(text) as { version: string }).version);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings, parseSettings } from '../../../src/config/settings.js';
import { scanTree } from '../../../src/review/run.js';
import { LineIndex } from '../../../src/text/line-index.js';
import { runHere } from '../../cli/run-here.js';
import { memoryTree } from '../../memory-tree.js';
import { temporaryFolder, writeFiles } from '../../sources/temporary.js';
import { find, line, type Files } from '../arm/templates.js';

/** A way of keeping a policy: its name, the files, what `policies` says of it without its place, and the file that holds its text. */
export type Construct = readonly [name: string, files: Files, listed: string, path: string];

export const app = 'https://app.contoso.com';
/** An origin that no browser sends as it is written: each construct has one, and its repair writes it as `app`. */
export const bad = 'HTTPS://App.Contoso.com/';
export const more = 'https://b.contoso.com';

const cors = (origins: readonly string[]): string =>
  `    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n      </allowed-methods>\n      <allowed-headers>\n        <header>content-type</header>\n        <header>Ocp-Apim-Subscription-Key</header>\n      </allowed-headers>\n    </cors>\n`;
export const xml = (...origins: readonly string[]): string => `<policies>\n  <inbound>\n${cors(origins)}    <base />\n  </inbound>\n</policies>\n`;
export const globalXml = (...origins: readonly string[]): string => `<policies>\n  <inbound>\n${cors(origins)}  </inbound>\n</policies>\n`;
export const fragmentXml = (...origins: readonly string[]): string => `<fragment>\n${cors(origins)}</fragment>\n`;
export const including = `<policies>\n  <inbound>\n    <include-fragment fragment-id="shared" />\n    <base />\n  </inbound>\n</policies>\n`;

/**
 * Holds a construct to what is promised of all: `policies` lists it with its scope, the finding stands at the line of the origin, and
 * what `--fix` writes is that origin and no other byte, and repairs it when the folder is read again.
 */
export async function expectConstruct(...[, files, listed, path]: Construct): Promise<void> {
  const settings = '.github/apim-cors.yml' in files ? parseSettings(files['.github/apim-cors.yml'] ?? '', '.github/apim-cors.yml') : defaultSettings;
  const { policies, unreviewed } = await find(files, [], settings);
  const words = policies.filter(({ hasCors }) => hasCors).map((one) => line(one).replace(` ${one.path}:${one.line}`, ''));
  expect([words, unreviewed]).toEqual([[listed], []]);

  const text = files[path] ?? '';
  const { findings } = await scanTree(memoryTree(files), { settings, today: '2026-01-01' });
  const places = findings.filter(({ rule }) => rule === 'origin-normalised').map((one) => `${one.path}:${one.line}`);
  expect(places).toEqual([`${path}:${new LineIndex(text).lineAt(text.indexOf(bad))}`]);

  const folder = temporaryFolder();
  writeFiles(folder, files);
  const fixed = await runHere('scan', '--dir', folder, '--fix', '--fail-on', 'never');
  expect([fixed.code, fixed.stderr]).toEqual([0, '']);
  const after = Object.fromEntries(Object.keys(files).map((one) => [one, readFileSync(join(folder, one), 'utf8')]));
  expect(after).toEqual({ ...files, [path]: text.replace(bad, app) });
  const again = await find(after, [], settings);
  expect(again.policies.filter(({ hasCors }) => hasCors).map((one) => line(one).replace(` ${one.path}:${one.line}`, ''))).toEqual([listed]);
}

/** What texts tell people to write into the configuration is a key that it takes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchemaText } from '../../src/config/json-schema.js';

const src = join(__dirname, '..', '..', 'src');
const keys = new Set(Object.keys((JSON.parse(configSchemaText(() => '')) as { readonly properties: object }).properties));

/** Keys as texts name them: `'scopes:'`, `{ code('scopes:') }`, "`enforce-contracts: base` in the configuration", "rules: in the configuration". */
const named = [
  /code\(['`](?!https?:)([a-z][a-z-]*):(?=[ '`])/g,
  /`([a-z][a-z-]*)(?::[^`]*)?` (?:of|in) the configuration/g,
  /\b([a-z][a-z-]*): in the configuration/g,
  /in the configuration, under ([a-z][a-z-]*):/g,
  /in the configuration: ([a-z][a-z-]*):/g,
];

function textsIn(folder: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile() && one.name.endsWith('.ts'))
    .map((one) => [join(one.parentPath, one.name), readFileSync(join(one.parentPath, one.name), 'utf8')] as const);
}

test('every key of the configuration that a text names is one', () => {
  const found = ['report', 'rules', 'cli', 'explain'].flatMap((room) =>
    textsIn(join(src, room)).flatMap(([path, text]) =>
      named.flatMap((pattern) => [...text.matchAll(pattern)].map(([, key = '']) => [path.slice(src.length + 1), key] as const)),
    ),
  );
  expect(found.length).toBeGreaterThan(8);
  expect(found.filter(([, key]) => !keys.has(key))).toEqual([]);
});

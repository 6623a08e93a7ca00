import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Files } from './hosts.js';

/** Code of over 5 MB is not read: that may deploy anything, and is never behind a green tick. */

const allows = (...origins: readonly string[]): string => policy(cors({ origins, attributes: ' allow-credentials="true"' }));
const [safe, open] = [allows('https://app.contoso.com'), allows('*')];
const plain = policy(['<base />']);
const padding = 'x'.repeat(5_000_001);

const written = (name: string, api: string): Files => hosts.find((host) => host.name === name)?.files({ global: plain, api, operation: plain }) ?? {};

/** A file of code, as a comment or a value of no use makes it too long. */
function padded(files: Files, path: string): string {
  const text = files[path];
  if (text === undefined) throw new Error(`there is no ${path}`);
  return path.endsWith('.json')
    ? text.replace('{', `{"metadata":{"note":"${padding}"},`)
    : `${path.endsWith('.tf') ? '#' : '//'} ${padding}\n${text}`;
}

const long = (name: string, path: string, api: string): Files => ({ ...written(name, api), [path]: padded(written(name, api), path) });

const languages: readonly (readonly [host: string, path: string])[] = [
  ['an ARM template', 'main.json'],
  ['Bicep with files', 'main.bicep'],
  ['Terraform with files', 'main.tf'],
];

const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#';
const given = (value: string): string => JSON.stringify({ $schema: schema, metadata: padding, parameters: { x: { value } } });

type Case = readonly [fact: string, path: string, base: Files, head: Files];

const cases: readonly Case[] = [
  ...languages.flatMap(([host, path]): readonly Case[] => {
    const other = path.replace('main', 'other/more');
    const beside = (api: string): Files => ({ ...written(host, safe), [other]: padded(written(host, api), path) });
    return [
      [`${host} becomes too long`, path, written(host, safe), long(host, path, open)],
      [
        `${host} stays too long`,
        path,
        { ...long(host, path, safe), 'note.md': 'a' },
        { ...long(host, path, `${open}\n`), [path]: `${padded(written(host, open), path)}\n` },
      ],
      [`${host} that is too long comes beside another`, other, written(host, safe), beside(open)],
      [`${host} beside another stays too long`, other, beside(safe), { ...beside(open), [other]: `${padded(written(host, open), path)}\n` }],
    ];
  }),
  [
    'values of an ARM template',
    'main.parameters.json',
    written('an ARM template', safe),
    { ...written('an ARM template', safe), 'main.parameters.json': given(open) },
  ],
  [
    'values of Bicep',
    'main.bicepparam',
    written('Bicep with files', safe),
    { ...written('Bicep with files', safe), 'main.bicepparam': `// ${padding}\nusing './main.bicep'\nparam site = '*'\n` },
  ],
];

test.each(cases)('%s', async (_fact, path, base, head) => {
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  const errors = made.findings.filter(({ status, severity }) => status === 'new' && severity === 'error');
  expect(errors.map((finding) => finding.path)).toContain(path);
  expect([made.conclusion, made.provenUnchanged]).toEqual(['fail', false]);
});

test('other data of that size is nothing', async () => {
  const base = written('an ARM template', safe);
  const head = { ...base, 'data.json': JSON.stringify({ padding }) };
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
  expect([made.findings, made.unreviewed]).toEqual([[], []]);
});

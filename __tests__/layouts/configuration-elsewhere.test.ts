import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import type { Review } from '../../src/review/review.js';
import { verdictOf } from '../../src/report/verdict.js';
import { memoryTree } from '../memory-tree.js';
import { review, xml, type Files } from './moved.js';

jest.setTimeout(60_000);

/** Overrides of artifacts in folders that the publisher's pipeline names. */

const artifacts = (root: string): Files => ({
  [`${root}/apis/orders/apiInformation.json`]: '{"properties":{"path":"orders","displayName":"orders"}}',
  [`${root}/apis/orders/policy.xml`]: xml('{{origin}}'),
  [`${root}/named values/origin/namedValueInformation.json`]: '{"properties":{"displayName":"origin","value":"https://base.contoso.com"}}',
});
const overrides = (host: string): string => `namedValues:\n  - name: origin\n    properties:\n      value: https://${host}.contoso.com\n`;

const alarms = ({ findings }: Review): readonly string[] =>
  findings.flatMap(({ says, severity, path, line }) =>
    says.code === 'policy-without-scope' ? [`${severity} ${path}:${line} ${says.given.why}`] : [],
  );

type Case = readonly [what: string, root: string, environments: Readonly<Record<string, string>>];

test.each<Case>([
  ['a folder beside the artifacts', 'apimartifacts', { dev: 'config/configuration.dev.yaml', prod: 'config/configuration.prod.yaml' }],
  ['a folder of pipelines', 'a', { prod: 'pipelines/configuration.prod.yaml' }],
  ['a folder below the artifacts', 'a', { prod: 'a/apis/configuration.prod.yaml' }],
  ['a folder of tools', 'apimartifacts', { prod: 'tools/publisher/configuration.prod.yml' }],
  ['below the folder of the artifacts', 'apis-repo/artifacts', { prod: 'apis-repo/settings/configuration.prod.yaml' }],
  ['one that lies near, and one elsewhere', 'apimartifacts', { dev: 'configuration.dev.yaml', prod: 'env/configuration.prod.yaml' }],
  ['a folder for each region', 'apimartifacts', { neu: 'env/neu/configuration.prod.yaml', weu: 'env/weu/configuration.prod.yaml' }],
  ['one name near and elsewhere', 'apimartifacts', { prod: 'configuration.prod.yaml', other: 'other/configuration.prod.yaml' }],
])('%s', async (_, root, environments) => {
  const files = Object.fromEntries(Object.entries(environments).map(([name, path]) => [path, overrides(name)]));
  const base = { ...artifacts(root), ...files };
  const repository = await openRepository(memoryTree(base), { scopes: [], environments: [] }, new PolicyCache());
  expect([...repository.environments].sort()).toEqual(Object.keys(environments).sort());
  for (const [name, path] of Object.entries(environments)) {
    const { changes } = await review(base, { ...base, [path]: overrides('evil') });
    expect(changes.map((one) => [one.environments, one.origins.map(({ origin }) => origin).sort()])).toEqual([
      [[name], ['https://evil.contoso.com', `https://${name}.contoso.com`].sort()],
    ]);
    expect(changes.flatMap(({ causes }) => causes.map((one) => one.path))).toContain(path);
    expect((await review(base, { ...base, [path]: `# ours\n${overrides(name)}` })).changes).toEqual([]);
  }
});

test('a configuration is of the artifacts that lie nearest to it', async () => {
  const base = { ...artifacts('one/artifacts'), ...artifacts('two/artifacts'), 'one/config/configuration.prod.yaml': overrides('one') };
  const { changes } = await review(base, { ...base, 'one/config/configuration.prod.yaml': overrides('evil') });
  expect(changes.map(({ environments }) => environments)).toEqual([['prod']]);
  expect(changes.flatMap(({ causes }) => causes.map((one) => one.path))).not.toContain('two/artifacts/apis/orders/policy.xml');
});

test.each(['configurations/prod.yaml', 'configuration-prod.yaml', 'env/prod/configuration.yaml', 'env/prod/overrides.yml'])(
  '%s is told, and nothing is said to be untouched',
  async (path) => {
    const base = { ...artifacts('apimartifacts'), [path]: overrides('prod') };
    const result = await review(base, { ...base, [path]: overrides('evil') });
    expect(result.unreviewed.map((one) => [one.path, one.says.code])).toEqual([[path, 'configuration-named-otherwise']]);
    expect(alarms(result)).toEqual([`error ${path}:4 configuration`]);
    expect(alarms(await review(base, { ...base, [path]: overrides('prod').replace('https://prod.contoso.com', '"*"') }))).toEqual([
      `error ${path}:4 configuration`,
    ]);
    expect(alarms(await review(base, { ...base, [path]: 'namedValues: []\n' }))).toEqual([`error ${path}:1 configuration`]);
    // What policies do not hold decides nobody's access.
    const more = 'backends:\n  - name: orders\n    properties:\n      url: https://orders.contoso.com/api\n';
    expect(alarms(await review(base, { ...base, [path]: `${overrides('prod')}${more}` }))).toEqual([]);
    expect(verdictOf(result).sentences.join(' ')).not.toMatch(/No file of an API Management service is touched|Nothing changes for anybody/);
  },
);

test.each([
  ['a workflow', '.github/workflows/publish.yaml', 'name: publish\non: push\njobs: {}\n'],
  ['a specification', 'docs/api.yaml', 'openapi: 3.0.1\npaths: {}\n'],
  ['what is extracted', 'config/configuration.extractor.yaml', 'apiNames:\n  - orders\n'],
])('%s is no configuration', async (_, path, text) => {
  const base = { ...artifacts('apimartifacts'), [path]: text };
  const result = await review(base, { ...base, [path]: `${text}# more\n` });
  expect([result.unreviewed, verdictOf(result).sentences]).toEqual([[], ['No file of an API Management service is touched.']]);
});

describe('a pipeline that publishes something else', () => {
  const files: Files = {
    ...artifacts('apimartifacts'),
    'configuration.dev.yaml': overrides('dev'),
    'configuration.prod.yaml': overrides('prod'),
    'overrides/one.yaml': 'namedValues: []\n',
  };
  const path = '.github/workflows/publish.yml';
  const publish = (configuration: string, folder = 'apimartifacts', more = ''): string =>
    `jobs:\n  prod:\n    env:\n      CONFIGURATION_YAML_PATH: ${configuration}\n      API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH: ${folder}\n${more}`;
  const usual = publish('configuration.prod.yaml');

  test.each<readonly [string, string]>([
    ['with another configuration', publish('configuration.dev.yaml')],
    ['with one that nobody looks at', publish('overrides/one.yaml')],
    ['from another folder', publish('configuration.prod.yaml', 'other/artifacts')],
  ])('%s is told', async (_, text) => {
    for (const head of [
      { ...files, [path]: text },
      { ...files, '.github/workflows/renamed.yml': text },
    ]) {
      const result = await review({ ...files, [path]: usual }, head);
      expect(result.unreviewed.map(({ says }) => says.code)).toEqual(['published-otherwise']);
      expect(alarms(result)).toEqual([expect.stringMatching(/^error \.github\/workflows\/\w+\.yml:[45] published$/)]);
      expect(verdictOf(result).sentences.join(' ')).not.toMatch(/No file of an API Management service is touched|Nothing changes for anybody/);
    }
  });

  test.each<readonly [string, Files]>([
    ['written in another way', { [path]: publish("'./configuration.prod.yaml' # ours", '"apimartifacts/"') }],
    ['under another name', { '.github/workflows/renamed.yml': usual }],
    [
      'with one more job',
      { [path]: publish('configuration.prod.yaml', 'apimartifacts', '  dev:\n    env:\n      CONFIGURATION_YAML_PATH: configuration.dev.yaml\n') },
    ],
  ])('%s is not', async (_, after) => {
    const result = await review({ ...files, [path]: usual }, { ...files, ...after });
    expect([result.unreviewed, alarms(result)]).toEqual([[], []]);
  });
});

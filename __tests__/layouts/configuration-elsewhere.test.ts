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
    ['with one that nobody looks at', publish('overrides/one.yaml')],
    ['with one that is filled in', publish('${{ inputs.configuration }}')],
    ['with one of several', publish('configuration.${{ inputs.environment }}.yaml # dev or prod')],
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

  test('without its configuration is told', async () => {
    const result = await review({ ...files, [path]: usual }, { ...files, [path]: usual.replace(/ +CONFIGURATION.*\n/, '') });
    expect(alarms(result)).toEqual([`error ${path}:4 published`]);
  });

  const named = (jobs: Readonly<Record<string, string>>): string =>
    `jobs:\n${Object.entries(jobs)
      .map(([job, value]) => `  ${job}:\n    env:\n      CONFIGURATION_YAML_PATH: ${value}\n`)
      .join('')}`;
  const both = named({ dev: 'configuration.dev.yaml', prod: 'configuration.prod.yaml' });

  test.each<readonly [what: string, base: string, head: string, line: number | null]>([
    [
      'a job that is told nothing else',
      'jobs:\n  prod:\n    env:\n      CONFIGURATION_YAML_PATH: configuration.prod.yaml\n',
      'jobs:\n  prod:\n    env: {}\n',
      2,
    ],
    ['a script', 'export CONFIGURATION_YAML_PATH=configuration.prod.yaml\n./publisher\n', './publisher\n', 1],
    ['a job that goes', both, named({ dev: 'configuration.dev.yaml' }), null],
    ['a pipeline that goes', both, '', null],
  ])('without its configuration, and without anything else: %s', async (_, base, head, line) => {
    const at = base.startsWith('jobs') ? path : 'publish.sh';
    const result = await review({ ...files, [at]: base }, head === '' ? files : { ...files, [at]: head });
    expect(alarms(result)).toEqual(line === null ? [] : [`error ${at}:${line} published`]);
  });

  test.each<readonly [what: string, base: string, head: string, environments: readonly string[]]>([
    ['another one for a stage', usual, publish('configuration.dev.yaml'), ['prod as dev']],
    ['that of a stage for another one', both, named({ dev: 'configuration.dev.yaml', prod: 'configuration.dev.yaml' }), ['prod as dev']],
    [
      'two in the place of each other',
      both,
      named({ dev: 'configuration.prod.yaml', prod: 'configuration.dev.yaml' }),
      ['dev as prod', 'prod as dev'],
    ],
    [
      'two in the place of each other, and other names of the stages',
      both,
      named({ test: 'configuration.prod.yaml', live: 'configuration.dev.yaml' }),
      ['dev as prod', 'prod as dev'],
    ],
  ])('%s: what the stage gets is compared', async (_, base, head, environments) => {
    for (const at of [path, 'ci/renamed.yml']) {
      const result = await review({ ...files, [path]: base }, { ...files, [at]: head });
      expect(result.changes.map((one) => one.environments?.join()).sort()).toEqual(environments);
      expect(result.findings.map(({ rule }) => rule)).toContain('access-narrowed');
      expect([alarms(result), result.unreviewed, result.provenUnchanged]).toEqual([[], [], false]);
    }
  });

  test('another one that lets everybody in is as bad as the same written into the one that was', async () => {
    const opened = overrides('any').replace('https://any.contoso.com', '"*"');
    const there = { ...files, 'configuration.open.yaml': opened };
    const severities = ({ findings }: Review): readonly string[] =>
      findings.flatMap((one) => (one.status === 'new' ? `${one.severity} ${one.rule}` : [])).sort();
    const switched = await review({ ...there, [path]: usual }, { ...there, [path]: publish('configuration.open.yaml') });
    const written = await review({ ...there, [path]: usual }, { ...there, [path]: usual, 'configuration.prod.yaml': opened });
    expect(severities(switched)).toEqual(severities(written));
    expect(severities(switched).length).toBeGreaterThan(0);
  });

  test('another one that says the same changes nothing', async () => {
    const there = { ...files, 'configuration.live.yaml': `# ours\n${overrides('prod')}` };
    const result = await review({ ...there, [path]: usual }, { ...there, [path]: publish('configuration.live.yaml') });
    expect([result.findings, result.changes, alarms(result), result.unreviewed]).toEqual([[], [], [], []]);
  });

  const ordinary: readonly (readonly [string, string, Readonly<Record<string, string | undefined>>])[] = [
    ['one more stage', both, { [path]: `${both}${named({ stage: 'configuration.dev.yaml' }).replace('jobs:\n', '')}` }],
    ['one stage less', both, { [path]: named({ prod: 'configuration.prod.yaml' }) }],
    ['stages in another order', both, { [path]: named({ prod: 'configuration.prod.yaml', dev: 'configuration.dev.yaml' }) }],
    ['stages of other names', both, { [path]: named({ development: 'configuration.dev.yaml', production: 'configuration.prod.yaml' }) }],
    [
      'a matrix of environments',
      both,
      { [path]: named({ publish: 'configuration.${{ matrix.env }}.yaml\n    strategy: { matrix: { env: [dev, prod] } }' }) },
    ],
    ['the folder of the checkout', both, { [path]: both.replaceAll('configuration.', '${{ github.workspace }}/configuration.') }],
    [
      'the folder of the checkout, of Azure Pipelines',
      both,
      { [path]: both.replaceAll('configuration.', '$(Build.SourcesDirectory)/configuration.') },
    ],
    ['a remark', both, { [path]: `# ours\n${both.replaceAll('.yaml\n', '.yaml # as agreed\n')}` }],
    [
      'the file of values has another name',
      both,
      {
        [path]: both.replaceAll('configuration.prod', 'configuration.production'),
        'configuration.production.yaml': overrides('prod'),
        'configuration.prod.yaml': undefined,
      },
    ],
    ['the values change besides', both, { [path]: `${both}# ours\n`, 'configuration.prod.yaml': `${overrides('prod')}# ours\n` }],
    [
      'two files in the place of one',
      both,
      { [path]: named({ dev: 'configuration.dev.yaml' }), 'ci/prod.yml': named({ prod: 'configuration.prod.yaml' }) },
    ],
    [
      'given to the whole pipeline',
      usual,
      {
        [path]: `env:\n  CONFIGURATION_YAML_PATH: configuration.prod.yaml\njobs:\n  prod:\n    env:\n      API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH: apimartifacts\n`,
      },
    ],
  ];
  test.each(ordinary)('%s: no alarm', async (_, base, after) => {
    const head = Object.fromEntries(Object.entries({ ...files, ...after }).flatMap(([at, text]) => (text === undefined ? [] : [[at, text]])));
    const result = await review({ ...files, [path]: base }, head);
    expect([alarms(result), result.findings.filter(({ severity }) => severity !== 'info'), result.changes]).toEqual([[], [], []]);
  });

  test('artifacts that move along are compared with themselves', async () => {
    const moved = Object.fromEntries(Object.entries(files).map(([at, text]) => [at.replace(/^apimartifacts\//, 'apim/artifacts/'), text]));
    const result = await review({ ...files, [path]: usual }, { ...moved, [path]: publish('configuration.prod.yaml', 'apim/artifacts') });
    expect([alarms(result), result.changes]).toEqual([[], []]);
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

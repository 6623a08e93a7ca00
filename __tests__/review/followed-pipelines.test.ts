import type { Review } from '../../src/review/review.js';
import { notePhrase } from '../../src/report/sentences/notes.js';
import { plainPhrase } from '../../src/report/phrase.js';
import { verdictOf } from '../../src/report/verdict.js';
import { review, xml, type Files } from '../layouts/moved.js';

jest.setTimeout(60_000);

/** What a stage publishes, wherever the pipeline says it: `with`, `env`, variables, a matrix, templates. */

const overrides = (host: string): string => `namedValues:\n  - name: origin\n    properties:\n      value: https://${host}.contoso.com\n`;
const files: Files = {
  'apimartifacts/apis/orders/apiInformation.json': '{"properties":{"path":"orders","displayName":"orders"}}',
  'apimartifacts/apis/orders/policy.xml': xml('{{origin}}'),
  'apimartifacts/named values/origin/namedValueInformation.json': '{"properties":{"displayName":"origin","value":"https://base.contoso.com"}}',
  'configuration.dev.yaml': overrides('dev'),
  'configuration.prod.yaml': overrides('prod'),
};

const step = (value: string): string => `      - run: ./publisher\n        env:\n          CONFIGURATION_YAML_PATH: ${value}\n`;
const job = (name: string, value: string, more = ''): string => `  ${name}:\n    runs-on: ubuntu-latest\n${more}    steps:\n${step(value)}`;
const calls = (file: string, given: Readonly<Record<string, string>>, key: string): string =>
  `on: push\njobs:\n${Object.entries(given)
    .map(([name, value]) => `  ${name}:\n    uses: ./.github/workflows/${file}\n    with:\n      ${key}: ${value}\n`)
    .join('')}`;
const callable = (key: string, value: string, more = ''): string =>
  `on:\n  workflow_call:\n    inputs:\n      ${key}:\n        type: string\njobs:\n${job('publish', value, more)}`;

const workflow = '.github/workflows/publish.yml';
const called = '.github/workflows/run.yml';
const azure = 'azure-pipelines.yml';
const azureStep = (value: string, indent = ''): string =>
  `${indent}- script: ./publisher\n${indent}  env:\n${indent}    CONFIGURATION_YAML_PATH: ${value}\n`;

type Kind = readonly [what: string, base: Files, head: Files, at: string];

const byInput = callable('stage', 'configuration.${{ inputs.stage }}.yaml');
const byInputNamed = callable('stage', 'configuration.${{ inputs.stage }}.yaml', '    environment: live\n');
const matrix = (value: string, stages = '[dev, prod]'): string =>
  `on: push\njobs:\n${job('publish', value, `    strategy:\n      matrix:\n        stage: ${stages}\n`)}`;
const filledByMatrix = 'configuration.${{ matrix.stage }}.yaml';

/** Each gives what was published with prod's configuration that of dev. */
const switching: readonly Kind[] = [
  [
    'an argument of a reusable workflow',
    {
      [workflow]: calls('run.yml', { dev: 'configuration.dev.yaml', prod: 'configuration.prod.yaml' }, 'file'),
      [called]: callable('file', '${{ inputs.file }}'),
    },
    { [workflow]: calls('run.yml', { dev: 'configuration.dev.yaml', prod: 'configuration.dev.yaml' }, 'file') },
    `${workflow}:10`,
  ],
  [
    'a part of the name, given to a reusable workflow with a fixed environment',
    { [workflow]: calls('run.yml', { prod: 'prod' }, 'stage'), [called]: byInputNamed },
    { [workflow]: calls('run.yml', { prod: 'dev' }, 'stage') },
    `${workflow}:6`,
  ],
  [
    'a fixed name in a reusable workflow',
    { [workflow]: calls('run.yml', { dev: 'dev', prod: 'prod' }, 'stage'), [called]: byInput },
    { [called]: callable('stage', 'configuration.dev.yaml') },
    `${called}:12`,
  ],
  [
    'a fixed name for all variants of a matrix',
    { [workflow]: matrix(filledByMatrix) },
    { [workflow]: matrix('configuration.dev.yaml') },
    `${workflow}:11`,
  ],
  [
    'a variable of the job',
    { [workflow]: `on: push\njobs:\n${job('prod', 'configuration.${{ env.STAGE }}.yaml', '    env:\n      STAGE: prod\n')}` },
    { [workflow]: `on: push\njobs:\n${job('prod', 'configuration.${{ env.STAGE }}.yaml', '    env:\n      STAGE: dev # prod\n')}` },
    `${workflow}:6`,
  ],
  [
    'a variable of the workflow',
    { [workflow]: `on: push\nenv:\n  STAGE: prod\njobs:\n${job('p', 'configuration.$STAGE.yaml')}` },
    { [workflow]: `on: push\nenv:\n  STAGE: dev\njobs:\n${job('p', 'configuration.$STAGE.yaml')}` },
    `${workflow}:3`,
  ],
  [
    'a choice of who starts it',
    {
      [workflow]: `on:\n  workflow_dispatch:\n    inputs:\n      stage:\n        type: choice\n        options: [dev, prod]\njobs:\n${job('p', 'configuration.${{ inputs.stage }}.yaml')}`,
    },
    {
      [workflow]: `on:\n  workflow_dispatch:\n    inputs:\n      stage:\n        type: choice\n        options: [dev, prod]\njobs:\n${job('p', 'configuration.dev.yaml')}`,
    },
    `${workflow}:13`,
  ],
  [
    'a variable that a script sets',
    {
      [workflow]: `on: push\njobs:\n  p:\n    steps:\n      - run: echo "FILE=configuration.prod.yaml" >> "$GITHUB_ENV"\n${step('${{ env.FILE }}')}`,
    },
    { [workflow]: `on: push\njobs:\n  p:\n    steps:\n      - run: echo "FILE=configuration.dev.yaml" >> "$GITHUB_ENV"\n${step('${{ env.FILE }}')}` },
    `${workflow}:5`,
  ],
  [
    'an argument of an action in the repository',
    {
      [workflow]: 'on: push\njobs:\n  p:\n    steps:\n      - uses: ./.github/actions/publish\n        with:\n          stage: prod\n',
      '.github/actions/publish/action.yml': `inputs:\n  stage:\n    required: true\nruns:\n  using: composite\n  steps:\n    - run: CONFIGURATION_YAML_PATH="configuration.\${{ inputs.stage }}.yaml" ./publisher\n`,
    },
    { [workflow]: 'on: push\njobs:\n  p:\n    steps:\n      - uses: ./.github/actions/publish\n        with:\n          stage: dev\n' },
    `${workflow}:7`,
  ],
  [
    'variables of Azure Pipelines',
    { [azure]: `variables:\n  file: configuration.prod.yaml\nsteps:\n${azureStep('$(file)')}` },
    { [azure]: `variables:\n  file: configuration.dev.yaml\nsteps:\n${azureStep('$(file)')}` },
    `${azure}:2`,
  ],
  [
    'a list of variables',
    { [azure]: `variables:\n- name: stage\n  value: prod\nsteps:\n${azureStep('configuration.$(stage).yaml')}` },
    { [azure]: `variables:\n- name: stage\n  value: dev\nsteps:\n${azureStep('configuration.$(stage).yaml')}` },
    `${azure}:3`,
  ],
  [
    'a file of variables',
    {
      [azure]: `stages:\n- stage: prod\n  variables:\n  - template: vars/prod.yml\n  jobs:\n  - job: p\n    steps:\n${azureStep('configuration.$(stage).yaml', '    ')}`,
      'vars/prod.yml': 'variables:\n  stage: prod\n',
    },
    { 'vars/prod.yml': 'variables:\n  stage: dev\n' },
    'vars/prod.yml:2',
  ],
  [
    'a parameter of a template',
    {
      'ci/run.yml': 'stages:\n- template: templates/publish.yml\n  parameters:\n    stage: prod\n',
      'ci/templates/publish.yml': `parameters:\n- name: stage\n  type: string\nstages:\n- stage: publish\n  jobs:\n  - job: p\n    steps:\n${azureStep('configuration.${{ parameters.stage }}.yaml', '    ')}`,
    },
    { 'ci/run.yml': 'stages:\n- template: templates/publish.yml\n  parameters:\n    stage: dev\n' },
    'ci/run.yml:4',
  ],
  [
    'a default of a template',
    { [azure]: `parameters:\n- name: stage\n  default: prod\nsteps:\n${azureStep("${{ format('configuration.{0}.yaml', parameters.stage) }}")}` },
    { [azure]: `parameters:\n- name: stage\n  default: dev\nsteps:\n${azureStep("${{ format('configuration.{0}.yaml', parameters.stage) }}")}` },
    `${azure}:3`,
  ],
  [
    'a variable of a script',
    { 'publish.sh': 'STAGE=prod\nexport CONFIGURATION_YAML_PATH=configuration.$STAGE.yaml\n./publisher\n' },
    { 'publish.sh': 'STAGE=dev\nexport CONFIGURATION_YAML_PATH=configuration.$STAGE.yaml\n./publisher\n' },
    'publish.sh:1',
  ],
];

const switchNotes = ({ notes }: Review): readonly string[] =>
  notes.flatMap((note) => (note.code === 'environment-switched' ? [plainPhrase(notePhrase(note)).split(': ')[0] ?? ''] : []));

test.each(switching)('%s: what the stage gets is compared, and the line is named', async (_, base, head, at) => {
  const result = await review({ ...files, ...base }, { ...files, ...base, ...head });
  expect(result.changes.map(({ environments }) => environments)).toEqual([['prod as dev']]);
  expect([result.unreviewed, result.provenUnchanged, switchNotes(result)]).toEqual([[], false, [at]]);
  expect(result.changes.flatMap(({ causes }) => causes.map(({ path, line }) => `${path}:${line}`))).toEqual([at]);
  // There and back.
  expect((await review({ ...files, ...base, ...head }, { ...files, ...base })).changes.length).toBeGreaterThan(0);
});

const told: readonly Kind[] = [
  [
    'another folder in a variable',
    { [azure]: `variables:\n  dir: apimartifacts\nsteps:\n- script: ./p\n  env:\n    API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH: $(dir)\n` },
    { [azure]: `variables:\n  dir: other\nsteps:\n- script: ./p\n  env:\n    API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH: $(dir)\n` },
    `${azure}:2`,
  ],
  [
    'an expression that nobody works out here',
    { [workflow]: matrix(filledByMatrix) },
    { [workflow]: matrix("configuration.${{ matrix.stage == 'prod' && 'dev' || 'prod' }}.yaml") },
    `${workflow}:11`,
  ],
  [
    'one of the files that a name stood for',
    { [workflow]: `on: push\njobs:\n${job('p', 'configuration.${{ vars.STAGE }}.yaml # dev, prod')}` },
    { [workflow]: `on: push\njobs:\n${job('p', 'configuration.dev.yaml # dev, prod')}` },
    `${workflow}:8`,
  ],
  [
    'a stage whose step is left out by its condition',
    { [workflow]: calls('run.yml', { prod: 'prod' }, 'stage'), [called]: byInputNamed.replace('- run', "- if: inputs.stage != 'dev'\n        run") },
    { [workflow]: calls('run.yml', { prod: 'dev' }, 'stage') },
    `${workflow}:3`,
  ],
];

test.each(told)('%s is told', async (_, base, head, at) => {
  const result = await review({ ...files, ...base }, { ...files, ...base, ...head });
  expect(new Set(result.unreviewed.map(({ says }) => says.code))).toEqual(new Set(['published-otherwise']));
  const places = result.findings.flatMap(({ rule, path, line }) => (rule === 'policy-without-scope' ? [`${path}:${line}`] : []));
  expect(new Set(places)).toEqual(new Set([at]));
  expect(verdictOf(result).sentences.join(' ')).not.toMatch(/No file of an API Management service is touched|Nothing changes for anybody/);
});

const standard = (inputs: string): string =>
  callable(inputs, `configuration.\${{ inputs.${inputs} }}.yaml`, `    environment: \${{ inputs.${inputs} }}\n`).replace(
    '- run',
    `- if: (inputs.${inputs} != 'dev')\n        run`,
  );
const bothJobs = `on: push\njobs:\n${job('dev', 'configuration.dev.yaml')}${job('prod', 'configuration.prod.yaml')}`;
const bothCalls = calls('run.yml', { dev: 'dev', prod: 'prod' }, 'stage');

const ordinary: readonly (readonly [what: string, base: Files, head: Files])[] = [
  ['jobs that become calls of a reusable workflow', { [workflow]: bothJobs }, { [workflow]: bothCalls, [called]: byInput }],
  ['jobs that become a matrix', { [workflow]: bothJobs }, { [workflow]: matrix(filledByMatrix) }],
  ['jobs that become a matrix in another order', { [workflow]: bothJobs }, { [workflow]: matrix(filledByMatrix, '[prod, dev]') }],
  ['a matrix in another order', { [workflow]: matrix(filledByMatrix) }, { [workflow]: matrix(filledByMatrix, '[prod, dev]') }],
  ['a variant that goes', { [workflow]: matrix(filledByMatrix) }, { [workflow]: matrix(filledByMatrix, '[dev]') }],
  ['a variant more', { [workflow]: matrix(filledByMatrix, '[prod]') }, { [workflow]: matrix(filledByMatrix) }],
  [
    'an input of another name',
    { [workflow]: bothCalls, [called]: standard('stage') },
    { [workflow]: bothCalls.replaceAll('stage:', 'target:'), [called]: standard('target') },
  ],
  [
    'another version of an action',
    { [workflow]: `${bothJobs}      - uses: actions/checkout@v4\n` },
    { [workflow]: `${bothJobs}      - uses: actions/checkout@v5\n` },
  ],
  [
    'a remark in the file that is called',
    { [workflow]: bothCalls, [called]: byInput },
    { [called]: `# ours\n${byInput.replace('jobs:', 'jobs: # all')}` },
  ],
  [
    'the fixed name of the only stage that the step runs for',
    { [workflow]: bothCalls, [called]: standard('stage') },
    { [called]: standard('stage').replace('${{ inputs.stage }}.yaml', 'prod.yaml') },
  ],
  [
    'a variable in the place of its value',
    { [azure]: `steps:\n${azureStep('configuration.prod.yaml')}` },
    { [azure]: `variables:\n  file: configuration.prod.yaml\nsteps:\n${azureStep('$(Build.SourcesDirectory)/$(file)')}` },
  ],
  [
    'stages that become a loop',
    {
      [azure]: `stages:\n${['dev', 'prod'].map((one) => `- stage: ${one}\n  jobs:\n  - job: p\n    steps:\n${azureStep(`configuration.${one}.yaml`, '    ')}`).join('')}`,
    },
    {
      [azure]: `parameters:\n- name: all\n  type: object\n  default: [dev, prod]\nstages:\n- \${{ each one in parameters.all }}:\n  - stage: \${{ one }}\n    jobs:\n    - job: p\n      steps:\n${azureStep('configuration.${{ one }}.yaml', '      ')}`,
    },
  ],
];

test.each(ordinary)('%s: no alarm, there and back', async (_, base, head) => {
  const [before, after] = [
    { ...files, ...base },
    { ...files, ...base, ...head },
  ];
  for (const [one, other] of [
    [before, after],
    [after, before],
  ] as const) {
    const result = await review(one, other);
    expect([result.findings, result.changes, result.unreviewed, switchNotes(result)]).toEqual([[], [], [], []]);
  }
});

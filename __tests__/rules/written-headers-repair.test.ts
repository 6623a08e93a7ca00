import { apiPath, fragmentPath, operationPath, ordersSpecification, policy, repository, rest, within } from '../../src/layouts/apiops/example.js';
import { defaultSettings } from '../../src/config/settings.js';
import { wholePhrase } from '../../src/report/phrase.js';
import { titlePhrase } from '../../src/report/sentences/repairs.js';
import { scanTree } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const write = (value: string, header = 'Access-Control-Allow-Origin'): string[] =>
  within(`set-header name="${header}" exists-action="override"`, [`<value>${value}</value>`]);
const app = 'https://app.contoso.com';
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);

async function repairsOf(files: Files): Promise<readonly { readonly title: string; readonly lines: string }[]> {
  const { findings } = await scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-11-30' });
  return findings
    .filter(({ rule }) => rule === 'hand-written-cors')
    .flatMap(({ suggestions }) => suggestions)
    .map(({ title, edits }) => ({
      title: wholePhrase(titlePhrase(title)),
      lines: edits
        .flatMap(({ lines }) => lines)
        .map((line) => line.trim())
        .join(''),
    }));
}

const cors = "Add a <cors> to the policy of API 'orders'; then: Delete this <set-header>";
const outbound = (lines: readonly string[], inbound: readonly string[] = ['<base />']): Files => ({
  ...repository({ [apiPath]: policy(inbound, rest(['<base />', ...lines])) }),
  ...ordersSpecification(['get', 'post']),
});

describe('headers written in <outbound> alone give way to a <cors>', () => {
  test('it answers for the operations that there are', async () => {
    expect(await repairsOf(outbound(write(app)))).toEqual([
      {
        title: cors,
        lines: expect.stringMatching(/<origin>https:\/\/app\.contoso\.com<\/origin>.*<method>GET<\/method><method>POST<\/method>/u),
      },
    ]);
  });

  test('what the policies ask for is let through', async () => {
    const [first] = await repairsOf(outbound(write(app), ['<base />', ...jwt]));
    expect(first?.lines).toContain('<header>Authorization</header>');
  });

  test('what was written beside it is kept', async () => {
    const lines = [...write(app), ...write('true', 'Access-Control-Allow-Credentials'), ...write('X-Tenant', 'Access-Control-Allow-Headers')];
    const [first] = await repairsOf(outbound(lines));
    expect(first?.lines).toMatch(/<cors allow-credentials="true".*<header>X-Tenant<\/header>/u);
  });

  test.each<[string, Files, readonly string[]]>([
    ['"*" stays "*"', outbound(write('*')), [cors]],
    ['a value that is computed', outbound(write('@(context.Variables.GetValueOrDefault("site", ""))')), ['Write it in <on-error> too']],
    ['two origins', outbound([...write(app), ...write('https://www.contoso.com')]), ['Write it in <on-error> too']],
    ['under a condition', outbound(within('choose', within('when condition="@(context.User != null)"', write(app)))), []],
    [
      'by an operation',
      repository({ [operationPath]: policy(['<base />'], rest(['<base />', ...write(app)])) }),
      ["Add a <cors> to the policy of operation 'get-order' of API 'orders'; then: Delete this <set-header>"],
    ],
    [
      'in a fragment, which has no scope of its own',
      repository({
        [fragmentPath]: [...within('fragment', write(app)), ''].join('\n'),
        [apiPath]: policy(['<base />'], rest(['<include-fragment fragment-id="browsers" />'])),
      }),
      [],
    ],
  ])('%s', async (_fact, files, titles) => {
    expect((await repairsOf(files)).map(({ title }) => title)).toEqual(titles);
  });
});

describe('headers written in <inbound> reach no browser', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['the origin that they name is offered a <cors>, as a guess', write(app), ['Delete this <set-header>', cors]],
    ['"*" is not', write('*'), ['Delete this <set-header>']],
  ])('%s', async (_fact, lines, titles) => {
    expect((await repairsOf(repository({ [apiPath]: policy(['<base />', ...lines]) }))).map(({ title }) => title)).toEqual(titles);
  });
});

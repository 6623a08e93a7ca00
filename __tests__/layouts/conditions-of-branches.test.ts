import { accessNarrowed } from '../../src/rules/access-narrowed.js';
import { isMove, review, xml, type Files, type Move } from './moved.js';

jest.setTimeout(60_000);

/** Policies of one API that stand there in turn, by a condition that nothing decides. */

const app = 'https://app.contoso.com';
const admin = 'https://admin.contoso.com';
const on = '  api_management_name = "contoso"\n';
const global = xml('https://portal.contoso.com');
const common =
  `resource "azurerm_api_management_api" "a" {\n  name = "orders"\n${on}  path = "orders"\n}\n` +
  `resource "azurerm_api_management_api_operation" "o" {\n  operation_id = "get"\n  api_name = "orders"\n${on}  method = "GET"\n  url_template = "/"\n}\n` +
  'resource "azurerm_api_management_policy" "g" {\n  api_management_id = "contoso"\n  xml_content = file("global.xml")\n}\n';
const resource = (label: string, count: string, text: string): string =>
  `resource "azurerm_api_management_api_policy" "${label}" {\n${count === '' ? '' : `  count = ${count}\n`}  api_name = "orders"\n${on}  xml_content = ${text}\n}\n`;
const variables = (...names: readonly string[]): string => names.map((name) => `variable "${name}" {\n  type = bool\n}\n`).join('');

interface Branches {
  readonly of?: readonly [then: string, otherwise: string];
  readonly names?: readonly string[];
  readonly texts?: readonly [then: readonly string[], otherwise: readonly string[]];
}

const branches = ({ of = ['var.blue ? 1 : 0', 'var.blue ? 0 : 1'], names = ['blue'], texts = [[app, admin], [app]] }: Branches = {}): Files => ({
  'main.tf': variables(...names) + common + resource('p', of[0], 'file("blue.xml")') + resource('q', of[1], 'file("green.xml")'),
  'global.xml': global,
  'blue.xml': xml(...texts[0]),
  'green.xml': xml(...texts[1]),
});
const inOnePath: Files = {
  ...branches(),
  'main.tf': variables('blue') + common + resource('p', '', 'file("${var.blue ? "blue" : "green"}.xml")'),
};

const service = 'Microsoft.ApiManagement/service';
const bicep = (name: string, negated = ''): Files => ({
  'main.bicep':
    `param ${name} bool\nresource apim '${service}@2022-08-01' existing = {\n  name: 'contoso'\n}\n` +
    `resource orders '${service}/apis@2022-08-01' = {\n  parent: apim\n  name: 'orders'\n  properties: {\n    path: 'orders'\n  }\n}\n` +
    `resource p '${service}/apis/policies@2022-08-01' = if (${negated}${name}) {\n  parent: orders\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: '''${xml(app, admin)}'''\n  }\n}\n`,
});

describe('a policy for each branch of a condition: nothing changes for anybody where', () => {
  test.each<Move>([
    ['the variable of the condition is renamed', branches(), branches({ of: ['var.use_blue ? 1 : 0', 'var.use_blue ? 0 : 1'], names: ['use_blue'] })],
    ['the parameter of the condition is renamed, in Bicep', bicep('blue'), bicep('useBlue')],
    ['the path of the file chooses between them', branches(), inOnePath],
  ])('%s', async (...move) => {
    await isMove(...move);
  });

  test('one policy comes to stand under both branches: what was said of it is said again and not new', async () => {
    const same = branches({ texts: [[app], [app]] });
    const alone: Files = { ...same, 'main.tf': common + resource('p', '', 'file("blue.xml")') };
    const { changes, findings } = await review(alone, same);
    expect(changes).toEqual([]);
    expect(findings.filter(({ status }) => status === 'new')).toEqual([]);
    expect(findings.map(({ rule }) => rule).filter((rule) => rule === 'inherited-cors-decides')).toHaveLength(2);
    // What one branch alone had is new under the other one.
    const half: Files = { ...same, 'green.xml': '<policies><inbound><base /></inbound></policies>' };
    const there = await review(half, same);
    expect(there.findings.some(({ rule, status }) => rule === 'inherited-cors-decides' && status === 'new')).toBe(true);
  });
});

describe('a policy for each branch of a condition: what a change of the condition does is told with its severity', () => {
  const said = async (base: Files, head: Files): Promise<readonly string[]> => {
    const { findings } = await review(base, head);
    return findings.filter(({ status }) => status === 'new').map(({ rule, severity }) => `${severity} ${rule}`);
  };
  const swapped = ['var.blue ? 0 : 1', 'var.blue ? 1 : 0'] as const;
  /** Nothing above decides, and one branch lets every website in. */
  const open = (more: Branches): Files => ({ ...branches({ texts: [[app], ['*']], ...more }), 'global.xml': '<policies><inbound /></policies>' });

  test('a swap may take access from a named origin', async () => {
    expect(await said(branches(), branches({ of: swapped }))).toEqual(['warning access-narrowed', 'info access-widened']);
  });

  test('a swap in Bicep', async () => {
    expect(await said(bicep('blue'), bicep('blue', '!'))).toContain(`${accessNarrowed.severity} access-narrowed`);
  });

  test('a swap lets every website in where it was not', async () => {
    expect(await said(open({}), open({ of: swapped }))).toContain('warning access-widened');
  });

  test('a condition that is met more seldom lets every website in more often', async () => {
    const less = ['var.blue && var.green ? 1 : 0', 'var.blue && var.green ? 0 : 1'] as const;
    const names = ['blue', 'green'];
    expect(await said(open({ names }), open({ names, of: less }))).toEqual(['warning access-widened']);
  });

  test('a policy that may not be deployed is kept from deciding by nobody then', async () => {
    const always: Files = { ...branches(), 'main.tf': variables('blue') + common + resource('p', '', 'file("blue.xml")') };
    const perhaps: Files = { ...always, 'main.tf': variables('blue') + common + resource('p', 'var.blue ? 1 : 0', 'file("blue.xml")') };
    expect(await said(always, perhaps)).toEqual(['warning access-narrowed']);
  });
});

test('lines that are added where a condition of a template ends stand above the lines of that condition', async () => {
  const base = { ...branches(), 'main.tf': variables('blue') + common + resource('p', '', 'templatefile("blue.xml", { blue = var.blue })') };
  const put = (line: string): string => `        <origin>${line}</origin>\n`;
  const conditional = xml(app, admin).replace(put(admin), `%{ if blue }\n${put(admin)}%{ endif }\n`);
  const { findings } = await review(base, { ...base, 'blue.xml': conditional });
  const lines = findings.flatMap(({ suggestions }) => suggestions.flatMap(({ edits }) => edits.flatMap((edit) => edit.lines)));
  expect(lines).toContain('        <origin>https://portal.contoso.com</origin>');
  expect(lines.filter((line) => line.includes('%{') && line.includes('<'))).toEqual([]);
});

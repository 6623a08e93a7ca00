import { isMove, review, xml, type Files, type Move } from './moved.js';

jest.setTimeout(60_000);

/** A folder of code for each environment, and one folder with a file of values for each. */

const app = { dev: 'https://dev.contoso.com', prod: 'https://prod.contoso.com' };
type Hosts = Readonly<Record<string, string>>;

const code = (service: string, text: string): string =>
  ['azurerm_api_management_api" "a', 'azurerm_api_management_api_operation" "a', 'azurerm_api_management_api_policy" "p']
    .map((type, at) => {
      const own = [
        'name = "orders"\n  path = "orders"',
        'api_name = "orders"\n  operation_id = "get"\n  method = "GET"\n  url_template = "/"',
        `api_name = "orders"\n  xml_content = ${text}`,
      ][at];
      return `resource "${type}" {\n  ${own ?? ''}\n  api_management_name = ${service}\n  resource_group_name = "rg"\n}\n`;
    })
    .join('');
const template = { 'policies/p.xml.tpl': xml('${origin}') };
const folders = (above: string, hosts: Hosts = app, more = ''): Files => ({
  ...Object.fromEntries(
    Object.entries(hosts).map(([name, origin]) => [
      `${above}${name}${more}/main.tf`,
      code(
        `"contoso-${name}"`,
        `templatefile("\${path.module}/../${'../'.repeat(more.split('/').length - 1 + above.split('/').length - 1)}policies/p.xml.tpl", { origin = "${origin}" })`,
      ),
    ]),
  ),
  ...template,
});
const variables = 'variable "env" {}\nvariable "origin" {}\n';
const values = (at: string, hosts: Hosts = app): Files => ({
  [`${at}main.tf`]:
    variables + code('"contoso-${var.env}"', `templatefile("\${path.module}/${at === '' ? '' : '../'}policies/p.xml.tpl", { origin = var.origin })`),
  ...Object.fromEntries(Object.entries(hosts).map(([name, origin]) => [`${at}${name}.tfvars`, `env = "${name}"\norigin = "${origin}"\n`])),
  ...template,
});

describe('nothing changes for anybody where', () => {
  test.each<Move>([
    ['folders become files of values', folders('envs/'), values('')],
    ['folders become one folder with files of values', folders('environments/'), values('infra/')],
    ['folders below those of environments', folders('live/', app, '/apim'), values('infra/')],
    ['folders at the top', folders(''), values('infra/')],
  ])('%s', isMove);
});

/** The same code with the names of instances exchanged: what is called `dev` deploys to the instance of `prod`. */
const crossed = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text.replace(/"contoso-(dev|prod)"|(?<=env = ")(?:dev|prod)(?=")/g, (all) =>
        all.includes('dev') ? all.replace('dev', 'prod') : all.replace('prod', 'dev'),
      ),
    ]),
  );

test.each<readonly [string, Files, Files]>([
  ['folders become files of values', folders('envs/'), crossed(values(''))],
  ['files of values become folders', values(''), crossed(folders('live/'))],
  ['folders with other instances become files of values', crossed(folders('envs/')), values('infra/')],
])('an instance keeps its name and gets another environment’s values where %s', async (_, base, head) => {
  const { changes, provenUnchanged } = await review(base, head);
  expect([changes.length > 0, provenUnchanged]).toEqual([true, false]);
});

test('both have the other one’s name and keep their instance', async () => {
  const { changes, provenUnchanged } = await review(crossed(folders('envs/')), crossed(values('')));
  expect([changes.length, provenUnchanged]).toEqual([0, true]);
});

test.each<readonly [string, Files, (hosts: Hosts) => Files]>([
  ['to files of values', folders('envs/'), (hosts) => values('', hosts)],
  ['to folders', values(''), (hosts) => folders('envs/', hosts)],
])('an environment that changes on its way %s is told alone', async (_, base, head) => {
  for (const [origin, rule] of [
    ['*', 'wildcard-origin'],
    ['https://other.contoso.com', 'access-narrowed'],
  ] as const) {
    const { changes, findings } = await review(base, head({ ...app, prod: origin }));
    expect(changes.length).toBeGreaterThan(0);
    const places = JSON.stringify(changes.map(({ environments, targets }) => [environments, targets.map(({ root }) => root)]));
    expect(places).toContain('prod');
    expect(places).not.toContain('dev');
    expect(findings.filter(({ status }) => status === 'new').map((one) => one.rule)).toContain(rule);
  }
});

test('values of two environments that are exchanged on the way are told', async () => {
  const { changes } = await review(folders('envs/'), values('', { dev: app.prod, prod: app.dev }));
  expect(new Set(changes.flatMap(({ environments }) => environments ?? []))).toEqual(new Set(['dev', 'prod']));
});

test('an environment that comes with the move is new', async () => {
  const { changes } = await review(folders('envs/'), values('', { ...app, test: 'https://test.contoso.com' }));
  expect(changes.map(({ environments }) => environments)).toEqual([['test'], ['test']].slice(0, changes.length));
  expect(changes.length).toBeGreaterThan(0);
});

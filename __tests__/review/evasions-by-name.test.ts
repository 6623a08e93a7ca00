import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A policy is seen whatever its file is called, where a pipeline may make a policy of it. */

type Files = Readonly<Record<string, string>>;

const own = policy(cors({ origins: ['https://app.contoso.com'] }));
const open = policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' }));

async function errorsOf(base: Files, head: Files, yaml = ''): Promise<readonly string[]> {
  const settings = parseSettings(yaml, '.github/apim-cors.yml');
  const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings, today: '2026-01-01' });
  expect(jobSummary(made)).not.toContain('Nothing changes for anybody');
  return made.findings.filter(({ severity, status }) => severity === 'error' && status === 'new').map(({ rule, path }) => `${rule} ${path}`);
}

test.each([
  ...[
    'policy.xml.liquid',
    'policy.XML.Liquid',
    'api.liquid',
    'api.xml.j2',
    'api.jinja2',
    'api.xml.tmpl',
    'api.gotmpl',
    'api.xml.erb',
    'api.mustache',
  ],
  ...['api.hbs', 'api.xml.template', 'api.xml.in', 'api.xml.txt', 'api.xml.dist', 'api.xml.prod', 'api.tpl', 'api.tftpl', 'api.cshtml'],
])('%s', async (name) => {
  for (const path of [name, `infra/apim/policies/${name}`, `apimartifacts/apis/orders/${name}`]) {
    expect(await errorsOf({ [path]: own }, { [path]: open })).toContain(`policy-without-scope ${path}`);
    expect(await errorsOf({ [path]: own }, {})).toContain(`policy-without-scope ${path}`);
  }
  const path = `pol/${name}`;
  const map = "scopes: [{ path: 'pol/**', scope: api, api: orders }]";
  expect(await errorsOf({ [path]: own }, { [path]: open }, map)).toContain(`access-widened ${path}`);
  expect(await errorsOf({ 'pol/orders.xml': own }, { [path]: open }, map)).toContain(`access-widened ${path}`);
});

test.each(['policy.xml.md', 'policy.xml.bak', 'policy.xml.orig', 'notes.txt', 'page.html'])('%s is deployed by nobody', async (path) => {
  const settings = parseSettings('', '.github/apim-cors.yml');
  const made = await reviewTrees(memoryTree({ [path]: own }, 'base'), memoryTree({ [path]: open }, 'head'), { settings, today: '2026-01-01' });
  expect([made.conclusion, made.findings]).toEqual(['pass', []]);
});

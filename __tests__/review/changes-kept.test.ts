import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Review } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

/** A resource of Terraform whose changes are ignored deploys something else than its text, as soon as somebody has changed either. */

type Files = Readonly<Record<string, string>>;
const text = policy(cors({ origins: ['https://app.contoso.com'] }));
const lifecycle = (list: string): string => `  lifecycle {\n    ignore_changes = ${list}\n  }\n`;
const resource = (more: string): Files => ({
  'main.tf': `resource "azurerm_api_management_api" "a" {
  name = "orders"
  api_management_name = "contoso"
  path = "orders"
}
resource "azurerm_api_management_api_policy" "p" {
  api_name = "orders"
  api_management_name = "contoso"
  xml_content = <<XML
${text}
XML
${more}}
`,
});
const value = (more: string): Files => ({
  ...resource(''),
  'v.tf': `resource "azurerm_api_management_named_value" "v" {
  name = "v"
  display_name = "v"
  api_management_name = "contoso"
  value = "x"
${more}}
`,
});
const inJson = (more: object): Files => ({
  'main.tf.json': JSON.stringify({
    resource: { azurerm_api_management_api_policy: { p: { api_name: 'orders', api_management_name: 'contoso', xml_content: text, ...more } } },
  }),
});
const review = (base: Files, head: Files): Promise<Review> =>
  reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-11-30' });

test.each<[string, Files, Files, string, string]>([
  ['is turned on', resource(''), resource(lifecycle('[xml_content]')), 'changes-kept', 'warning'],
  ['is turned on for all', resource(''), resource(lifecycle('all')), 'changes-kept', 'warning'],
  ['is turned on in JSON', inJson({}), inJson({ lifecycle: { ignore_changes: ['xml_content'] } }), 'changes-kept', 'warning'],
  ['is turned off', resource(lifecycle('[xml_content]')), resource(''), 'changes-deployed', 'error'],
  ['is turned off by a list of something else', resource(lifecycle('[xml_content]')), resource(lifecycle('[timeouts]')), 'changes-deployed', 'error'],
  ['of a named value is turned on', value(''), value(lifecycle('[value]')), 'changes-kept', 'info'],
  ['of a named value is turned off', value(lifecycle('[value]')), value(''), 'changes-deployed', 'warning'],
])('ignore_changes %s', async (_fact, base, head, what, severity) => {
  const made = await review(base, head);
  const told = made.findings.flatMap(({ says, severity: of, status }) =>
    says.code === 'not-understood.deployment' && status === 'new' ? [[says.given.what, of]] : [],
  );
  expect(told).toEqual([[what, severity]]);
  expect(made.provenUnchanged).toBe(false);
});

test.each<[string, Files, Files]>([
  ['the same', resource(lifecycle('[xml_content]')), { ...resource(`${lifecycle('[xml_content, timeouts]')}  # as before\n`) }],
  ['of something else', resource(''), resource(lifecycle('[api_name]'))],
  ['in a remark', resource(''), resource('  # ignore_changes = [xml_content]\n')],
])('ignore_changes %s is nothing', async (_fact, base, head) => {
  const made = await review(base, head);
  expect(made.findings.filter(({ status }) => status === 'new')).toEqual([]);
});

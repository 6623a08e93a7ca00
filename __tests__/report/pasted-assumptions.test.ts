import { parseAssumptions } from '../../src/config/assumptions.js';
import { withAssumeBlock } from '../../src/config/assume-block.js';
import { configSchemaText } from '../../src/config/json-schema.js';
import { parseSettings } from '../../src/config/settings.js';
import { isFamily, namedQuestions } from '../../src/cors/questions.js';
import { unpainted } from '../../src/report/paint.js';
import { markdownReport } from '../../src/report/markdown.js';
import { assumeEntry, settlingLines } from '../../src/report/settling.js';
import { reportText } from '../../src/report/text.js';
import { defaultSettings } from '../../src/config/settings.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';

const names = [
  'var.x',
  'var.env == "prod"',
  'x ? "a::b" : \'c\'',
  '!(a && b) || c',
  '##[group] and ::set-output name=a::b',
  'back\\slash, # comment: [1] {2} *3 &4 %5 @6',
  'two  spaces and\u00a0others\u2028\u202e\ud83d\ude00 é',
  '= = yes=no',
  "it's `code` | <b>",
  'a'.repeat(900),
];
/** Every open point that reports name: the named ones, and each family with names of all kinds. */
const points = namedQuestions.flatMap((question) =>
  isFamily(question) ? names.map((name) => ({ ...question, id: `${question.id}:${name}` })) : [question],
);

const settled = (text: string): ReadonlyMap<string, string> => parseSettings(text, 'apim-cors.yml').assume;

test('what is printed for an open point is taken, in the configuration and by --assume', () => {
  for (const { id, readings } of points) {
    const [first] = readings;
    const value = first?.value ?? '';
    const depends = {
      point: id,
      outcomes: readings.map((one) => ({
        value: one.value,
        says: 'allowed' as const,
        leaning: false,
        status: 'unknown' as const,
        backendCalled: 'unknown' as const,
      })),
    };
    const pasted =
      settlingLines(depends)
        .at(-1)
        ?.replace(/^settle it in the configuration: /, '') ?? '';
    expect(settled(pasted)).toEqual(new Map([[id, value]]));
    expect(settled(`assume:\n  ${assumeEntry(depends)}\n`)).toEqual(new Map([[id, value]]));
    expect(settled(withAssumeBlock(null, 'apim-cors.yml', new Map([[id, value]])))).toEqual(new Map([[id, value]]));
    expect(parseAssumptions([`${id}=${value}`], '--assume')).toEqual(new Map([[id, value]]));
  }
});

test('a name that is no family’s, and a reading that there is not, are refused', () => {
  expect(() => settled('assume: { "policy-deployd:x": "yes" }')).toThrow(/unknown open point 'policy-deployd:x'/);
  expect(() => settled('assume: { "policy-elsewhere:x": "no-cors" }')).toThrow(/unknown open point 'policy-elsewhere:x'/);
  expect(() => settled('assume: { "policy-deployed:x": "perhaps" }')).toThrow(/cannot be 'perhaps'/);
});

test('editors take them too', () => {
  const schema = JSON.parse(configSchemaText(() => '')) as { properties: { assume: { patternProperties: Record<string, unknown> } } };
  const families = namedQuestions.filter(isFamily).map(({ id }) => `^${id}:`);
  expect(Object.keys(schema.properties.assume.patternProperties)).toEqual(families);
});

const xml = (origin: string): string =>
  `<policies><inbound><base /><cors><allowed-origins><origin>${origin}</origin></allowed-origins><allowed-methods><method>GET</method></allowed-methods></cors></inbound></policies>`;
const condition = 'var.long_name_of_a_stage == "production and nothing else" && contains(var.regions, "west europe")';
const code = (origin: string): string => `variable "long_name_of_a_stage" {}
variable "regions" {}
resource "azurerm_api_management_api" "a" {
  name = "orders"
  api_management_name = "contoso"
  path = "orders"
}
resource "azurerm_api_management_api_operation" "o" {
  operation_id = "get"
  api_name = "orders"
  api_management_name = "contoso"
  method = "GET"
  url_template = "/"
}
resource "azurerm_api_management_api_policy" "p" {
  count = ${condition} ? 1 : 0
  api_name = "orders"
  api_management_name = "contoso"
  xml_content = <<XML
${xml(origin)}
XML
}
`;

test.each([
  ['the terminal', async () => reportText(await opened(), { paint: unpainted, width: 80 })],
  ['Markdown', async () => markdownReport(await opened())],
])('a long condition stands on one line in %s', async (_, written) => {
  const lines = (await written()).split('\n').flatMap((line) => /(?:assume: \{ )?"policy-deployed:.*": "yes".*$/.exec(line)?.[0] ?? []);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const assume = settled(line.startsWith('assume') ? line : `assume:\n  ${line}\n`);
    expect([...assume.values()]).toEqual(['yes']);
    expect([...assume.keys()][0]).toContain('"production and nothing else"');
  }
});

function opened() {
  const tree = (origin: string) => memoryTree({ 'main.tf': code(origin) }, origin);
  return reviewTrees(tree('https://app.contoso.com'), tree('*'), { settings: defaultSettings, today: '2026-01-01' });
}

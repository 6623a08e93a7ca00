import fc from 'fast-check';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { defaultSettings } from '../../src/config/settings.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { openRepository } from '../../src/layouts/repository.js';
import { PolicyDesk } from '../../src/review/policy-desk.js';
import type { Finding, Review, Suggestion } from '../../src/review/review.js';
import { scanTree } from '../../src/review/run.js';
import type { PolicyRef } from '../../src/text/policy-ref.js';
import { parseXml } from '../../src/xml/document.js';
import { resource, template } from '../layouts/arm/templates.js';
import { memoryTree } from '../memory-tree.js';

/** A policy is not its path: two that one file holds, in each language that holds policies, are told, ignored, repaired and written one by one. */

type Files = Readonly<Record<string, string>>;
interface Texts {
  readonly one: string;
  readonly two: string;
}
/** A way in which one file holds both. */
interface Host {
  readonly name: string;
  readonly path: string;
  readonly files: (texts: Texts) => Files;
}

const ids = ['one', 'two'] as const;
const type = 'Microsoft.ApiManagement/service';

const terraform =
  (write: (text: string) => string) =>
  (texts: Texts): Files => ({
    'main.tf': ids
      .map(
        (id) =>
          `resource "azurerm_api_management_api" "${id}" {\n  name                = "${id}"\n  api_management_name = "contoso"\n  path                = "${id}"\n}\n\nresource "azurerm_api_management_api_policy" "${id}" {\n  api_name            = "${id}"\n  api_management_name = "contoso"\n  xml_content         = ${write(texts[id])}\n}\n`,
      )
      .join('\n'),
  });
const escaped = (text: string): string => text.replaceAll('${', '$${').replaceAll('%{', '%%{');
const heredoc = (text: string): string => `<<XML\n${escaped(text)}XML`;
const indented = (text: string): string => `<<-XML\n${escaped(text).replace(/^(?=.)/gm, '    ')}  XML`;
const quoted = (text: string): string => escaped(JSON.stringify(text));

const bicep =
  (write: (text: string) => string) =>
  (texts: Texts): Files => ({
    'main.bicep': `resource apim '${type}@2022-08-01' existing = {\n  name: 'contoso'\n}\n${ids
      .map(
        (id) =>
          `resource ${id} '${type}/apis@2022-08-01' = {\n  parent: apim\n  name: '${id}'\n  properties: {\n    path: '${id}'\n  }\n}\nresource ${id}Policy '${type}/apis/policies@2022-08-01' = {\n  parent: ${id}\n  name: 'policy'\n  properties: {\n    format: 'rawxml'\n    value: ${write(texts[id])}\n  }\n}\n`,
      )
      .join('')}`,
  });
const lines = (text: string): string => `'''\n${text}'''`;
const oneLine = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('${', '\\${')}'`;

const arm = (texts: Texts): Files => ({
  'main.json': template(
    ids.flatMap((id) => [
      resource('apis', `contoso/${id}`, { path: id }),
      resource('apis/policies', `contoso/${id}/policy`, { format: 'rawxml', value: texts[id] }),
    ]),
  ),
});

const plain = policy(['<base />']);
const overrides =
  (write: (text: string) => string) =>
  (texts: Texts): Files => ({
    'apimartifacts/policy.xml': policy([]),
    ...Object.fromEntries(
      ids.flatMap((id) => [
        [`apimartifacts/apis/${id}/apiInformation.json`, JSON.stringify({ name: id, properties: { path: id } })],
        [`apimartifacts/apis/${id}/policy.xml`, plain],
      ]),
    ),
    'configuration.prod.yaml': `apis:\n${ids
      .map((id) => `- name: ${id}\n  policies:\n  - name: policy\n    properties:\n      value: ${write(texts[id])}\n`)
      .join('')}`,
  });
const block = (text: string): string => `|\n${text.replace(/^(?=.)/gm, '        ')}`.trimEnd();

const hosts: readonly Host[] = [
  { name: 'heredocs of Terraform', path: 'main.tf', files: terraform(heredoc) },
  { name: 'indented heredocs of Terraform', path: 'main.tf', files: terraform(indented) },
  { name: 'strings of Terraform', path: 'main.tf', files: terraform(quoted) },
  { name: 'lines of Bicep', path: 'main.bicep', files: bicep(lines) },
  { name: 'strings of Bicep', path: 'main.bicep', files: bicep(oneLine) },
  { name: 'strings of an ARM template', path: 'main.json', files: arm },
  { name: 'blocks of YAML', path: 'configuration.prod.yaml', files: overrides(block) },
  { name: 'strings of YAML', path: 'configuration.prod.yaml', files: overrides((text) => JSON.stringify(text)) },
];

const first = cors({ origins: ['https://app.contoso.com'] });
const second = cors({ origins: ['https://www.contoso.com'] });
const twice = policy([...first, ...second, '<base />']);
const ignored = policy([...first, '<!-- apim-cors-ignore duplicate-cors: on purpose -->', ...second, '<base />']);

const scan = (files: Files): Promise<Review> => scanTree(memoryTree(files), { settings: defaultSettings, today: '2026-01-01' });
const told = ({ findings }: Review): readonly Finding[] => findings.filter(({ rule }) => rule === 'duplicate-cors');
const apisOf = (found: readonly Finding[]): readonly (string | null)[] => found.flatMap(({ targets }) => targets.map(({ api }) => api)).sort();

function applied(files: Files, suggestion: Suggestion | undefined): Files {
  if (suggestion === undefined) throw new Error('there is a suggestion');
  const after: Record<string, string> = { ...files };
  for (const { path, startLine, endLine, lines: text } of [...suggestion.edits].sort((a, b) => b.startLine - a.startLine)) {
    const all = (after[path] ?? '').split('\n');
    all.splice(startLine - 1, endLine - startLine + 1, ...text);
    after[path] = all.join('\n');
  }
  return after;
}

describe.each(hosts.map((host) => [host.name, host] as const))('%s', (_, { path, files }) => {
  test('the same text twice is two findings, each repaired by itself', async () => {
    const before = files({ one: twice, two: twice });
    const found = told(await scan(before));
    expect(apisOf(found)).toEqual(['one', 'two']);
    expect(found.map((one) => one.path)).toEqual([path, path]);
    expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
    for (const finding of found) {
      const after = applied(before, finding.suggestions[0]);
      const left = told(await scan(after));
      expect(apisOf(left)).toEqual(ids.filter((id) => !finding.targets.some(({ api }) => api === id)));
      expect(left.map(({ fingerprint }) => fingerprint)).toEqual(found.filter((one) => one !== finding).map(({ fingerprint }) => fingerprint));
    }
  });

  test('a comment ignores what is found of its own policy', async () => {
    const reviews = await Promise.all([
      scan(files({ one: ignored, two: twice })),
      scan(files({ one: twice, two: ignored })),
      scan(files({ one: ignored, two: ignored })),
    ]);
    expect(reviews.map((review) => [apisOf(told(review)), review.ignored.length])).toEqual([
      [['two'], 1],
      [['one'], 1],
      [[], 2],
    ]);
  });

  test('whatever one of them becomes, the other reads as it did', async () => {
    const text = fc
      .array(
        fc.constantFrom(
          '<base />',
          ...first,
          '<set-header name="x-a"><value>1 &amp; "2" \\ $5 ${x} %{y}</value></set-header>',
          "<!-- \u00e9: # ' -->",
          '',
        ),
        {
          maxLength: 5,
        },
      )
      .map((some) => `<policies>\n  <inbound>\n${some.map((line) => `    ${line.trim()}`).join('\n')}\n  </inbound>\n</policies>\n`)
      .filter((one) => parseXml(one).ok);
    let written = 0;
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.boolean(), async (one, two, changed, isFirst) => {
        const read = async (from: Files) => {
          const tree = memoryTree(from);
          const all = await (await openRepository(tree, { scopes: [], environments: [] }, new PolicyCache())).loadAll();
          const service = all.find(({ environment }) => environment !== null) ?? all[0];
          if (service === undefined) throw new Error('there is a service');
          const desk = new PolicyDesk(tree, new ServiceState(service, new Map()));
          const at = (id: string): PolicyRef => {
            const file = service.apis.find((api) => api.id === id)?.policy;
            if (file?.ok !== true) throw new Error('the policy is read');
            return file.document.ref;
          };
          const texts = await Promise.all(ids.map(async (id) => (await desk.open(at(id)))?.text));
          return { desk, at, texts };
        };
        const from = files({ one, two });
        const { desk, at, texts } = await read(from);
        const edited = await desk.rewrite([{ ref: at(isFirst ? 'one' : 'two'), text: changed }]);
        if (edited === null) return;
        written += 1;
        const after = await read({ ...from, ...Object.fromEntries(edited.files) });
        expect(after.texts).toEqual(isFirst ? [changed, texts[1]] : [texts[0], changed]);
      }),
      { numRuns: 40, seed: 18 },
    );
    expect(written).toBeGreaterThan(10);
  });
});

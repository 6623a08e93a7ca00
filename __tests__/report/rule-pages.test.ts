import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import { explainRequest } from '../../src/explain/explanation.js';
import { consoleOfRule } from '../../src/report/rule-consoles.js';
import { exampleLines } from '../../src/report/rule-example.js';
import { memoryTree } from '../memory-tree.js';
import { rules } from '../../src/rules/catalogue.js';
import { ruleClass } from '../../src/report/rule-classes.js';
import { mappingPage, ruleMappings } from '../../src/report/rule-mapping.js';
import { contractRules } from '../../src/report/contract-rules.js';
import { catalogueTable, rulePage } from '../../src/report/rule-page.js';

const folder = join(__dirname, '../../docs/rules');
const run = "run 'npm run build' and commit docs/rules";

test.each(rules.map((rule) => [rule.id, rule] as const))('%s has the page its source gives', (id, rule) => {
  const path = join(folder, `${id}.md`);
  expect([run, existsSync(path) && readFileSync(path, 'utf8')]).toEqual([run, rulePage(rule)]);
});

test('the catalogue lists every rule, and no page is left over', () => {
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(catalogueTable(rules, (rule) => `${rule.id}.md`));
  expect(readdirSync(folder).sort()).toEqual(['README.md', 'mapping.md', ...rules.map((rule) => `${rule.id}.md`)].sort());
});

test('the page about other tools is what its source gives, and names rules that are filed', () => {
  expect(readFileSync(join(folder, 'mapping.md'), 'utf8')).toBe(mappingPage(new Set(rules.map(({ id }) => id))));
  const named = new Set(ruleMappings.flatMap(({ ours }) => ours));
  expect([...named].filter((id) => ruleClass(id).tags.length === 0)).toEqual([]);
});

test('every rule is about security, an outage or style, and what lets others in has its CWE number', () => {
  const classes = [...rules, ...contractRules].map(({ id }) => [id, ruleClass(id)] as const);
  expect(classes.filter(([, { tags }]) => tags.length === 0).map(([id]) => id)).toEqual([]);
  for (const [, { cwe, owasp }] of classes) expect(owasp).toEqual(cwe.includes(942) ? ['API8:2023'] : []);
  expect(ruleClass('wildcard-origin')).toEqual({ tags: ['security'], cwe: [942], owasp: ['API8:2023'] });
  expect(ruleClass('toString')).toEqual({ tags: [], cwe: [], owasp: [] });
});

test('what mends it is called a fix wherever people read', () => {
  for (const rule of rules) expect(rulePage(rule)).not.toMatch(/^## Repair/m);
});

/** What the message is about, where PUT without headers of its own does not show it. */
const asks: Readonly<
  Record<string, { readonly method: string; readonly headers: readonly { readonly name: string; readonly value: string | null }[] }>
> = {
  'options-operation-shadows-cors': { method: 'GET', headers: [{ name: 'authorization', value: null }] },
  'header-not-allowed': { method: 'PUT', headers: [{ name: 'authorization', value: null }] },
};

test.each(rules.flatMap((rule) => (consoleOfRule(rule.id) === null ? [] : [[rule.id, rule] as const])))(
  '%s: the first example, asked by a page, gives the message on the page',
  async (id, rule) => {
    const said = await explainRequest(
      memoryTree(rule.fails[0]?.head ?? {}),
      {
        request: { origin: 'https://app.contoso.com', credentials: 'omit', ...(asks[id] ?? { method: 'PUT', headers: [] }) },
        destination: { kind: 'name', workspace: null, api: 'orders', operation: null },
        product: null,
        key: null,
      },
      defaultSettings,
      null,
      { repair: false },
    );
    expect(said.reason?.chromium.replace(said.url, 'https://contoso.azure-api.net/orders/42')).toBe(consoleOfRule(id));
  },
);

test('the first screen of a page has a few lines of the first example', () => {
  for (const rule of rules) expect([rule.id, exampleLines(rule).length <= 8]).toEqual([rule.id, true]);
  expect(rules.filter((rule) => exampleLines(rule).length === 0).map(({ id }) => id)).toEqual([]);
});

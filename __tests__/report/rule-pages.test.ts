import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultSettings } from '../../src/config/settings.js';
import { explain } from '../../src/explain/explanation.js';
import { consoleOfRule } from '../../src/report/rule-consoles.js';
import { exampleLines } from '../../src/report/rule-example.js';
import { memoryTree } from '../memory-tree.js';
import { rules } from '../../src/rules/catalogue.js';
import { catalogueTable, rulePage } from '../../src/report/rule-page.js';

const folder = join(__dirname, '../../docs/rules');
const run = "run 'npm run build' and commit docs/rules";

test.each(rules.map((rule) => [rule.id, rule] as const))('%s has the page its source gives', (id, rule) => {
  const path = join(folder, `${id}.md`);
  expect([run, existsSync(path) && readFileSync(path, 'utf8')]).toEqual([run, rulePage(rule)]);
});

test('the catalogue lists every rule, and no page is left over', () => {
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(catalogueTable(rules, (rule) => `${rule.id}.md`));
  expect(readdirSync(folder).sort()).toEqual(['README.md', ...rules.map((rule) => `${rule.id}.md`)].sort());
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
    const said = await explain(
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

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { baseFiles, changedFiles } from '../../src/cli/demo/shop.js';
import { defaultSettings } from '../../src/config/settings.js';
import { Explainer, type ExplainRequest } from '../../src/explain/explanation.js';
import { explorerOf } from '../explorer/page.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts } from '../serve/artifacts.js';
import { headersOf, pathOf, requests, trees, type Asked } from '../serve/pairs.js';
import { act, open } from './explorer-page.js';
import { live } from './installed.js';

/** The page of `--format explorer`, used as a person uses it, in live browsers. */

const head = { ...baseFiles, ...changedFiles };
const shop = 'https://shop.contoso.com';

/** Names that would do something if anything but text were made of them. */
const hostile = '<b onclick=alert(1)>x';

function* typedRequests(): Iterable<{ readonly tree: number; readonly asked: Asked }> {
  for (const tree of trees.keys()) for (const asked of requests(60, 4200 + tree)) yield { tree, asked };
}

function requestOf({ api, origin, method, credentials, ...asked }: Asked, seed: number): ExplainRequest {
  const headers = headersOf({ api, origin, method, credentials, ...asked }).map(([name, value]) => ({ name, value }));
  const key = headers.find(({ name }) => name === 'Ocp-Apim-Subscription-Key')?.value;
  const isProducts = key === 'starter' && ['keyed', 'silent'].includes(api.id);
  return {
    request: { origin, method, headers, credentials },
    destination: { kind: 'url', url: pathOf(api, seed) },
    product: isProducts ? 'starter' : null,
    key: key === undefined ? 'none' : 'header',
  };
}

function declare(kind: 'Chromium' | 'Firefox'): void {
  live(kind, (browser) => {
    test('a person searches, unfolds, clicks, types, switches a point and a fix, and follows a link', async () => {
      const page = await open(browser(), await explorerOf(baseFiles, head));
      expect(
        await act(page, `return [document.documentElement.dataset.ready, text('#matrix thead th'), text('#matrix tbody tr:first-child')]`),
      ).toEqual(['yes', expect.stringContaining(shop), expect.stringContaining('− lost')]);
      // Search, and what is searched for alone is left.
      expect(
        await act(page, `type('#search', 'shop orders', 'input'); return [all('#matrix tbody tr').length, all('#matrix thead th').length]`),
      ).toEqual([1, 2]);
      expect(await act(page, `type('#search', 'nothing like it', 'input'); return text('#matrix')`)).toContain('Nothing fits');
      await act(page, `type('#search', '', 'input')`);
      // Only what changes.
      expect(await act(page, `document.getElementById('only-changed').click(); return text('#matrix thead')`)).not.toContain('any other website');
      await act(page, `document.getElementById('only-changed').click()`);
      // Unfold: the operations of an API.
      expect(await act(page, `button('orders').click(); return text('#matrix .depth3 th')`)).toContain('PUT /');
      // A click on a cell fills the form; both states answer.
      expect(
        await act(page, `button('${shop} on PUT').click(); return [document.querySelector('[name=method]').value, text('#verdict'), location.hash]`),
      ).toEqual([
        'PUT',
        expect.stringMatching(/^Before: Allowed.* After: Blocked/s),
        expect.stringContaining('origin=https%3A%2F%2Fshop.contoso.com'),
      ]);
      expect(await act(page, `return [all('.side').length, text('.decides'), text('#answer')]`)).toEqual([
        2,
        expect.stringContaining('apimartifacts/policy.xml:3'),
        expect.stringContaining('Firefox: '),
      ]);
      // Another request, typed; and one that cannot be.
      expect(await act(page, `type('[name=origin]', 'https://contoso.developer.azure-api.net'); return text('#verdict')`)).toMatch(
        /Before: Blocked.* After: Allowed/s,
      );
      expect(await act(page, `type('[name=origin]', 'nonsense'); return text('#verdict')`)).toContain("'nonsense' is no origin");
      await act(page, `type('[name=origin]', '${shop}')`);
      // An open point: everything is worked out anew, and there is a block to copy.
      const pointed = `const one = document.querySelector('[data-point="terminate-unmatched-default"] input[value="false"]'); one.click();`;
      expect(await act(page, `${pointed} return [text('#verdict'), document.getElementById('assume-block').value]`)).toEqual([
        expect.stringMatching(/After: Allowed/),
        'assume:\n  terminate-unmatched-default: "false"\n',
      ]);
      expect(
        await act(
          page,
          `document.getElementById('copy-assume').click(); await new Promise((done) => setTimeout(done, 50)); const one = document.getElementById('assume-block'); return one.value.slice(one.selectionStart, one.selectionEnd)`,
        ),
      ).toContain('assume:');
      await act(page, `document.querySelector('[data-point="terminate-unmatched-default"] input[value=""]').click()`);
      // A fix, as if it were applied.
      expect(
        await act(page, `document.querySelector('[data-repair]').click(); return [text('#verdict'), all('.side').length, text('#matrix tbody')]`),
      ).toEqual([expect.stringMatching(/After: Blocked.* With the fixes: Allowed/s), 3, expect.not.stringContaining('− lost')]);
      // A link from elsewhere.
      expect(
        await act(
          page,
          `location.hash = '#origin=null&method=GET&api=catalogue'; await new Promise((done) => setTimeout(done, 100)); return [text('#verdict'), document.querySelector('[name=origin]').value]`,
        ),
      ).toEqual([expect.stringMatching(/^Before: .* After: /s), 'null']);
      expect(page.requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
      expect(page.requests.length).toBeLessThanOrEqual(1);
      expect(page.complaints).toEqual([]);
    });

    test('names from the repository stay text, and nothing is asked of the network', async () => {
      const named = (text: string): string => text.replaceAll('catalogue', hostile).replaceAll('correlation', '--><!--<script>correlation</script>');
      const files = Object.fromEntries(
        Object.entries(head).map(([path, content]) => [
          named(path),
          path.endsWith('.xml') ? named(content) : content.replaceAll('get-', `${hostile}-`),
        ]),
      );
      const page = await open(browser(), await explorerOf(null, files));
      const clicked = `button('${hostile}').click(); all('#matrix td button').at(-1).click();`;
      expect(
        await act(page, `${clicked} return [document.documentElement.dataset.ready, all('b, img').length, text('#matrix').includes('${hostile}')]`),
      ).toEqual(['yes', 0, true]);
      expect(page.complaints).toEqual([]);
    });

    test('for generated requests the page says what explain says', async () => {
      const cases = [...typedRequests()];
      const settings = trees.map(({ assume }) => ({ ...defaultSettings, assume: new Map(Object.entries(assume)) }));
      // In the second browser it is the same script: one tree shows that it runs there as well.
      for (const [index, { service }] of trees.entries()) {
        if (kind === 'Firefox' && index > 0) break;
        const files = artifacts(service);
        const own = settings[index] ?? defaultSettings;
        const page = await open(browser(), await explorerOf(null, files, own));
        const explainer = new Explainer(memoryTree(files), own, null);
        const asked = cases.flatMap((one, seed) => (one.tree === index ? [requestOf(one.asked, seed)] : []));
        const expected = await Promise.all(
          asked.map(async (one) => {
            const said = await explainer.explain(one, { repair: false }).catch((error: unknown) => ({ wrong: (error as Error).message }));
            // What is computed the page names by the data that it has.
            return 'wrong' in said ? said : { ...said, advice: [], corrected: null, suggestion: null, computed: undefined };
          }),
        );
        const typed = asked.map(({ request, destination, product, key }) => ({
          ...request,
          headers: request.headers.map(({ name, value }) => `${name}:${value ?? ''}`),
          mode: 'cors',
          destination,
          product,
          key,
        }));
        const said = await page.run(`(() => {
          const { model, tryRequest } = apimCorsExplorer;
          const { states, assume } = model.shown({ service: 0, assume: new Map(), repairs: [] });
          return ${JSON.stringify(typed)}.map((one) => { const it = tryRequest(states[0].state, one, assume); return it.isExplained ? it.explanation : { wrong: it.wrong }; });
        })()`);
        expect(said).toEqual(JSON.parse(JSON.stringify(expected)));
      }
      expect(cases.length).toBeGreaterThanOrEqual(300);
    });
  });
}

describe('the explorer', () => {
  declare('Chromium');
  declare('Firefox');

  live('Chromium', (browser) => {
    test('axe finds nothing, in light and dark', async () => {
      const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
      const page = await open(browser(), await explorerOf(baseFiles, head));
      await act(page, `button('${shop} on orders').click()`);
      await page.run(`(() => { ${axe} })()`);
      const dark = `for (const rule of document.styleSheets[0].cssRules) if (rule.media?.mediaText.includes('dark')) rule.media.mediaText = 'all';`;
      for (const scheme of ['', dark]) {
        const found = await act(
          page,
          `${scheme} const { violations } = await axe.run(); return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]);`,
        );
        expect(found).toEqual([]);
      }
    });
  });
});

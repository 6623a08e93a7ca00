import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { baseFiles, changedFiles } from '../../src/cli/demo/shop.js';
import { explorerOf } from '../explorer/page.js';
import { isChromiums, type ChromiumPage } from './browser.js';
import { act, open } from './explorer-page.js';
import { live } from './installed.js';

/** The explorer's page for those who have no mouse, no screen, no script, paper, or a small window; and for names that mean harm. */

const head = { ...baseFiles, ...changedFiles };
const shop = 'https://shop.contoso.com';
const putOrder = `#origin=${encodeURIComponent(shop)}&method=PUT&api=orders`;

const contracts = `contracts:
  - { name: the shop writes orders, allow: "${shop}", call: "PUT /orders/**" }
  - { name: the shop reads the catalogue, deny: "${shop}", call: "GET /catalogue/**" }
`;

/** What has the focus, as its name says it. */
const focused = `const one = document.activeElement; return one.getAttribute('aria-label') ?? one.id ?? one.textContent`;

function declare(kind: 'Chromium' | 'Firefox'): void {
  live(kind, (browser) => {
    test('with the keyboard alone: a stop for the table, arrows in it, Enter fills the form', async () => {
      const page = await open(browser(), await explorerOf(baseFiles, head));
      await act(page, `document.getElementById('only-changed').focus()`);
      // One stop: from the table the next one is the form.
      await page.press('Tab');
      expect(await act(page, `return document.activeElement.textContent`)).toBe('▸ orders');
      expect(await act(page, `const style = getComputedStyle(document.activeElement); return [style.outlineStyle, style.outlineWidth]`)).toEqual([
        'solid',
        '3px',
      ]);
      await page.press('Tab');
      expect(await act(page, `return document.activeElement.name`)).toBe('origin');
      await page.press('Shift+Tab', 'ArrowRight');
      expect(await act(page, focused)).toContain(`${shop} on orders: lost`);
      await page.press('ArrowDown');
      expect(await act(page, focused)).toContain(`${shop} on catalogue: blocked`);
      await page.press('End');
      expect(await act(page, focused)).toContain('any other website on catalogue');
      await page.press('Control+Home');
      expect(await act(page, `return document.activeElement.textContent`)).toBe('▸ orders');
      // Unfolded, the focus stays where it was, and the operations are below.
      await page.press('Enter', 'ArrowDown', 'ArrowDown');
      expect(await act(page, focused)).toContain('on PUT /');
      const name = String(await act(page, focused));
      expect(name.startsWith(shop)).toBe(true);
      await page.press('Enter');
      expect(await act(page, `return [document.querySelector('[name=method]').value, document.querySelector('[name=origin]').value]`)).toEqual([
        'PUT',
        shop,
      ]);
      // The cell still has the focus, and is marked as the one that is shown.
      expect(await act(page, focused)).toBe(name);
      expect(await act(page, `return all('[aria-current=true]').map((one) => one.getAttribute('aria-label'))`)).toEqual([name]);
      expect(await act(page, `return text('#verdict')`)).toMatch(/^Before: Allowed.* After: Blocked/s);
      expect(page.complaints).toEqual([]);
    });

    test('contracts: each promise before and after, with a link to a request that shows it', async () => {
      const file = { '.github/apim-cors-contracts.yml': contracts };
      const page = await open(browser(), await explorerOf({ ...baseFiles, ...file }, { ...head, ...file }));
      expect(await act(page, `return all('#contracts tbody tr').map((row) => [...row.cells].map((cell) => cell.textContent))`)).toEqual([
        ['the shop writes orders', 'as the files are', 'kept', 'broken', 'this request'],
        ['the shop reads the catalogue', 'as the files are', 'kept', 'kept', ''],
      ]);
      await act(page, `document.querySelector('#contracts a').click(); await new Promise((done) => setTimeout(done, 50))`);
      expect(await act(page, `return [document.querySelector('[name=origin]').value, text('#verdict')]`)).toEqual([
        shop,
        expect.stringMatching(/^Before: Allowed.* After: Blocked/s),
      ]);
    });

    test('an address of another page: repairs and APIs that are not here do no harm', async () => {
      const page = await open(browser(), await explorerOf(baseFiles, head), `${putOrder}&repair=nothing&service=7&assume=none%3Dsuch`);
      expect(await act(page, `return [all('.side').length, text('#verdict')]`)).toEqual([2, expect.stringMatching(/^Before: Allowed/)]);
      expect(
        await act(page, `location.hash = '#origin=null&api=gone'; await new Promise((done) => setTimeout(done, 50)); return text('#verdict')`),
      ).toContain('gone');
      expect(page.complaints).toEqual([]);
    });

    test.each([
      ['</script><script>window.harmed=1</script>'],
      ['<img src=x onerror="window.harmed=1">'],
      [']]><b>x</b><![CDATA['],
      ['--><!--<b>x</b>'],
      ['{{evil}} ${window.harmed=1} \u2028'],
      ['__proto__'],
      ['gnp.\u202Etoh\u2066exe'],
    ])('%j as a name is text wherever it stands', async (name) => {
      const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
      const folder = `apimartifacts/apis/${name.replaceAll('/', '∕')}`;
      const inbound = `<cors><allowed-origins><origin>${escaped}</origin><origin>https://a.example</origin><origin>{{${escaped.replace(/[{}]/g, '')}}}</origin></allowed-origins><allowed-methods><method>${escaped}</method></allowed-methods></cors>`;
      const files = {
        ...head,
        [`${folder}/apiInformation.json`]: JSON.stringify({ properties: { displayName: name, path: 'hostile' } }),
        [`${folder}/specification.json`]: JSON.stringify({
          openapi: '3.0.1',
          info: { title: name, version: '1' },
          paths: { [`/${name}`]: { get: { operationId: name, summary: name, responses: {} } } },
        }),
        [`${folder}/policy.xml`]: `<policies><inbound><base />${inbound}</inbound></policies>`,
        [`apimartifacts/named values/${name.replaceAll('/', '∕')}/namedValueInformation.json`]: JSON.stringify({
          properties: { displayName: name, value: name },
        }),
      };
      const page = await open(browser(), await explorerOf(head, files));
      // Every row is unfolded, and every place of the hostile API chosen.
      await act(
        page,
        `for (const one of all('#matrix .fold')) one.isConnected && one.click();
         for (const one of all('#matrix .fold[aria-expanded=false]')) one.isConnected && one.click();`,
      );
      expect(
        await act(
          page,
          `for (const one of all('#matrix td button').slice(-6)) { one.click(); }
           return [window.harmed ?? null, all('b, img, iframe').length, all('script').length, ({}).polluted ?? null]`,
        ),
      ).toEqual([null, 0, 4, null]);
      // Signs that turn the direction of what is written, or break lines, are written out; a text area holds none of them.
      const shown = String(await act(page, `return document.getElementById('explorer').innerText`));
      expect(shown).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u2028]/);
      expect(page.requests.length).toBeLessThanOrEqual(1);
      expect(page.complaints).toEqual([]);
    });
  });
}

describe('the explorer for everybody', () => {
  declare('Chromium');
  declare('Firefox');

  live('Chromium', (browser) => {
    const visit = async (html: string, hash = ''): Promise<ChromiumPage> => {
      const page = await open(browser(), html, hash);
      if (!isChromiums(page)) throw new Error('this is no Chromium');
      return page;
    };

    test('a screen reader is told roles, names and the verdict', async () => {
      const page = await visit(await explorerOf(baseFiles, head));
      const told = await page.accessible();
      const names = (role: string): readonly string[] => told.filter((one) => one.role === role).map(({ name }) => name);
      expect(names('grid')).toEqual([expect.stringContaining('What changes for pages of each origin.')]);
      expect(names('columnheader')).toContain(shop);
      expect(names('rowheader').join()).toContain('orders');
      expect(names('button')).toContain(`${shop} on orders: lost; before yes: GET; headers content-type, ocp-apim-subscription-key; after no`);
      expect(names('searchbox')).toEqual(['Search: origin, API, path, method']);
      expect(names('combobox')).toEqual(expect.arrayContaining(['Pages from (origin)', 'API', 'Credentials']));
      expect(names('group')).toContain('terminate-unmatched-default');
      expect(told.filter(({ role, name }) => ['button', 'combobox', 'textbox', 'radio', 'checkbox'].includes(role) && name === '')).toEqual([]);
      // A change is announced: the region that is live has the new verdict.
      await act(page, `button('${shop} on orders').click()`);
      expect(await act(page, `const one = document.querySelector('[role=status][aria-live=polite]'); return one.textContent`)).toMatch(
        /^Before: Allowed.* After: Blocked/s,
      );
    });

    test('on paper: the table, the verdicts and the causes; no form', async () => {
      const page = await visit(await explorerOf(baseFiles, head), putOrder);
      await page.show({ media: 'print', width: 700 });
      const seen = (selector: string): Promise<unknown> =>
        act(page, `return all('${selector}').map((one) => one.checkVisibility({ checkVisibilityCSS: true }))`);
      expect(await seen('#request, .bar, #copy-assume')).toEqual([false, false]);
      for (const selector of ['#matrix table', '#verdict', '#answer', '#causes li']) expect(await seen(selector)).toContain(true);
      // Nothing is cut off: what is drawn is as wide and as high as it wants to be.
      expect(
        await act(
          page,
          `const one = document.querySelector('#matrix .wide'); return [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]`,
        ),
      ).toEqual([0, 0]);
    });

    test('without script the report is there, and nothing that would do nothing', async () => {
      const page = await visit(await explorerOf(baseFiles, head));
      await page.show({ script: false });
      await page.reload();
      const told = await page.accessible();
      expect(told.map(({ name }) => name)).toContain('Problems');
      expect(told.filter(({ role }) => role === 'table').length).toBeGreaterThan(0);
      expect(told.filter(({ role }) => ['button', 'textbox', 'combobox'].includes(role))).toEqual([]);
    });

    test('axe finds nothing in any width, light and dark, with fixes, points and operations open', async () => {
      const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
      const file = { '.github/apim-cors-contracts.yml': contracts };
      const page = await visit(await explorerOf({ ...baseFiles, ...file }, { ...head, ...file }), putOrder);
      await act(
        page,
        `button('orders').click(); document.querySelector('[data-repair]').click(); all('details').forEach((one) => { one.open = true; })`,
      );
      await act(page, `document.querySelector('[data-point] input[value="false"]')?.click()`);
      await page.run(`(() => { ${axe} })()`);
      for (const scheme of ['light', 'dark'] as const) {
        for (const width of [1000, 360]) {
          await page.show({ scheme, width });
          const found = await act(
            page,
            `const { violations } = await axe.run(); return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]);`,
          );
          expect([scheme, width, found]).toEqual([scheme, width, []]);
          // The page itself never scrolls sideways: what is wide does.
          expect(await act(page, `return document.documentElement.scrollWidth - document.documentElement.clientWidth`)).toBe(0);
        }
      }
    });
  });
});

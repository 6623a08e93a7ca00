import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { VisitedPage } from './browser.js';
import { live } from './installed.js';

/** The playground as the build writes it, opened as a file: no server, and every request that it makes is seen. */
const file = join(import.meta.dirname, '..', '..', 'docs', 'playground', 'index.html');
const url = pathToFileURL(file).href;

/** Waits until the page has answered what was typed last. */
const settled = `new Promise((done, fail) => {
  const until = Date.now() + 25000;
  const look = () => {
    if (document.body.dataset.state === 'answer' || document.body.dataset.state === 'stopped') done(document.body.dataset.state);
    else if (document.body.dataset.state === 'bug' || Date.now() > until) fail(new Error(document.body.innerText.slice(0, 500)));
    else setTimeout(look, 20);
  };
  look();
})`;

/** Edits as a person does: the field is focused, all of it selected, and the text put in its place. */
const typing = (id: string, text: string): string => `(() => {
  const field = document.getElementById(${JSON.stringify(id)});
  field.focus();
  field.select();
  document.execCommand('insertText', false, ${JSON.stringify(text)});
  document.body.dataset.state = 'typed';
})()`;

const headline = `document.getElementById('headline').textContent`;
const cell = (origin: string, column: number): string =>
  `[...document.querySelectorAll('#matrix tbody tr')].find((row) => row.firstChild.textContent === ${JSON.stringify(origin)})?.children[${column}].innerText`;

function cors(origins: readonly string[]): string {
  return `<policies><inbound><base />\n<cors terminate-unmatched-request="true"><allowed-origins>\n${origins.map((one) => `<origin>${one}</origin>`).join('\n')}\n</allowed-origins><allowed-methods><method>*</method></allowed-methods></cors></inbound></policies>`;
}

for (const kind of ['Chromium', 'Firefox'] as const) {
  live(kind, (browser) => {
    let page: VisitedPage;
    const after = async (action: string): Promise<unknown> => {
      await page.run(action);
      await page.run(settled);
      return page.run(headline);
    };

    test('opens on the example, as a file', async () => {
      expect(existsSync(file)).toBe(true);
      page = await browser().visit(url);
      await page.run(settled);
      expect(await page.run(headline)).toBe('https://app.contoso.com can no longer call orders');
      expect(await page.run(cell('https://app.contoso.com', 1))).toBe('· no\n− lost');
      expect(await page.run(`document.querySelectorAll('#global-bars .bar').length`)).toBeGreaterThan(0);
    });

    test('applies a repair, tells what it comes to, and takes it back', async () => {
      const repaired = await after(`document.querySelector('#causes .repair button').click()`);
      expect(repaired).not.toContain('can no longer');
      expect(await page.run(cell('https://app.contoso.com', 1))).toBe('● yes');
      expect(await page.run(`document.activeElement.id`)).toBe('verdict');
      expect(await after(`document.getElementById('undo').click()`)).toBe('https://app.contoso.com can no longer call orders');
      expect(await page.run(`document.getElementById('undo').hidden`)).toBe(true);
    });

    test('typing changes the verdict, a line is gone to, a cell tells its reasons', async () => {
      await after(typing('global-policy', ''));
      expect(await page.run(cell('https://app.contoso.com', 2))).toBe('● yes');
      await after(typing('api-policy', cors(['https://other.contoso.com'])));
      expect(await page.run(cell('https://other.contoso.com', 1))).toBe('● yes\n+ new');
      await page.run(`document.querySelector('#causes .places button').click()`);
      expect(await page.run(`document.activeElement.tagName + document.activeElement.selectionEnd`)).toMatch(/^TEXTAREA[1-9]/);
      await page.run(`document.querySelector('#matrix td button').click()`);
      expect(await page.run(`document.getElementById('cell-detail').innerText`)).toContain('At the start');
      expect(await after(typing('operations', 'DELETE /x\nnonsense'))).not.toBeNull();
      expect(await page.run(`document.getElementById('operations-problem').textContent`)).toContain('line 2');
    });

    test('taken as the start, a draft changes nothing', async () => {
      await after(`document.getElementById('take-start').click()`);
      expect(await page.run(`document.getElementById('sentences').textContent`)).toContain('This is the start.');
    });

    test('a link holds both texts; one that is cut off is said so', async () => {
      await after(typing('api-policy', cors(['https://linked.contoso.com'])));
      const was = await page.run(headline);
      await page.run(`document.getElementById('link').click()`);
      await page.run(`new Promise((done) => setTimeout(done, 200))`);
      const hash = String(await page.run('location.hash'));
      expect(hash).toMatch(/^#1\.[\w-]+$/);
      await after(`document.getElementById('first-example').click()`);
      expect(await page.run(headline)).not.toBe(was);
      const follow = (to: string): string => `(async () => {
        document.body.dataset.state = 'typed';
        location.hash = ${JSON.stringify(to)};
        await new Promise((done) => setTimeout(done, 200));
      })()`;
      // The address has it still: it must change before it can be followed.
      await page.run(follow('#1.cutoff'));
      expect(await page.run(`document.getElementById('link-said').textContent`)).toBe(
        'The link cannot be read: it is cut off, or of another version.',
      );
      expect(await after(follow(hash))).toBe(was);
      expect(await page.run(`document.getElementById('api-policy').value`)).toContain('https://linked.contoso.com');
      expect(await page.run(`document.getElementById('link-said').textContent`)).toBe('');
    });

    test('XML that cannot be read is told at its line', async () => {
      await after(typing('api-policy', '<policies>\n<inbound>\n<base />\n<cors>\n</inbound>\n</policies>'));
      const told = String(await page.run(`document.getElementById('causes').innerText`));
      expect(told).toMatch(/API policy, line [45]/);
      expect(await page.run(`document.querySelectorAll('#api-bars .bar').length`)).toBeGreaterThan(0);
    });

    test('hostile text stays text', async () => {
      const markup = '</script><img src=x onerror="window.harmed=1"><script>window.harmed=1</script>';
      await after(typing('api-policy', cors([markup.replaceAll('<', '&lt;'), 'https://{{<b>}}.example'])));
      await after(typing('global-policy', markup));
      expect(await page.run(`[window.harmed ?? null, document.querySelectorAll('main img, main script, main b').length]`)).toEqual([null, 0]);
    });

    test('a text that takes too long is given up, says so, and the next one is answered', async () => {
      const huge = cors(Array.from({ length: 3000 }, (_, index) => `https://a${index}.contoso.com`));
      // The page's patience of ten seconds, shortened.
      await page.run(`(() => {
        window.later = window.setTimeout;
        window.setTimeout = (call, delay) => window.later(call, delay === 10000 ? 5 : delay);
      })()`);
      const pasted = `(() => {
        const field = document.getElementById('api-policy');
        field.value = ${JSON.stringify(huge)};
        field.dispatchEvent(new Event('input'));
        document.body.dataset.state = 'typed';
      })()`;
      expect(await after(pasted)).toBe('Stopped after 10 seconds: these texts take too long in a page. apim-cors scan reads them without a limit.');
      await page.run(`window.setTimeout = window.later`);
      await after(pasted);
      expect(await page.run(`document.querySelectorAll('#matrix tbody tr').length`)).toBe(60);
    });

    test('nothing was asked for, and nothing complained', () => {
      expect(page.requests.filter((one) => one !== url)).toEqual([]);
      expect(page.complaints).toEqual([]);
    });
  });
}

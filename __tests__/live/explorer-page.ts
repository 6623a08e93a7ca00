import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '../sources/temporary.js';
import type { Browser, VisitedPage } from './browser.js';

/** The explorer's page in a live browser. */

/** What every test may call in the page. */
const hands = `
  const all = (selector) => [...document.querySelectorAll(selector)];
  const text = (selector) => all(selector).map((one) => one.textContent).join('\\n');
  const button = (words) => all('button').find((one) => (one.getAttribute('aria-label') ?? one.textContent).includes(words));
  const type = (selector, value, event = 'change') => {
    const one = document.querySelector(selector);
    one.value = value;
    one.dispatchEvent(new Event(event, { bubbles: true }));
  };
`;

/** Waits until the page has unpacked its script and drawn itself. */
const ready = `new Promise((done, fail) => {
  const until = Date.now() + 25000;
  const look = () => {
    if (document.documentElement.dataset.ready === 'yes') done(true);
    else if (Date.now() > until) fail(new Error(document.body.innerText.slice(0, 500)));
    else setTimeout(look, 10);
  };
  look();
})`;

/** Does something in the page and gives what it returns. */
export function act(page: VisitedPage, script: string): Promise<unknown> {
  return page.run(`(async () => { ${hands} ${script} })()`);
}

/** Writes the page into a file, opens that, and waits until it has drawn itself. `hash`: what the address says. */
export async function open(browser: Browser, html: string, hash = ''): Promise<VisitedPage> {
  const file = join(temporaryFolder(), 'explorer.html');
  writeFileSync(file, html);
  const page = await browser.visit(`${pathToFileURL(file).href}${hash}`);
  await page.run(ready);
  return page;
}

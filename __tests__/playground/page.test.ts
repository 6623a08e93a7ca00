import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Script } from 'node:vm';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'playground', 'index.html'), 'utf8');

/** What stands between a tag and its end. */
function between(open: string, close: string): string {
  const start = page.indexOf(open) + open.length;
  return page.slice(start, page.indexOf(close, start));
}

const engine = between('<script type="text/plain" id="engine">', '</script>');
const script = between('<script>', '</script>');

test('the policy of the page allows its own script and style, workers made in the page, and nothing else', () => {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(between('<style>', '</style>'))}`,
    'worker-src blob:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});

test('one page that loads nothing, within 250 kB compressed, whose scripts no parser of HTML ends early', () => {
  expect(page.match(/<(?:script|link|img|iframe|style)\b[^>]*/g)).toEqual([
    '<link rel="icon" href="data:,"',
    '<style',
    '<script type="text/plain" id="engine"',
    '<script',
  ]);
  expect(page.match(/<!--/g)).toBeNull();
  expect(gzipSync(page, { level: 9 }).length).toBeLessThanOrEqual(250_000);
  for (const text of [engine, script]) expect(() => new Script(text)).not.toThrow();
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockedCodes, type BlockedCode } from '../../src/browser/judge.js';
import { codeMeanings, consoleMessage } from '../../src/browser/console-message.js';

const placeholders: Readonly<Record<string, string>> = {
  'the value of Access-Control-Allow-Origin': '{value}',
  'the value of Access-Control-Allow-Credentials': '{value}',
  'the method': '{method}',
  'the header, in lower case': '{header}',
  'the item that is no token': '{item}',
  'the scheme': '{scheme}',
  "Chromium's words": '{words}',
};

function row(code: BlockedCode): string {
  const { parameter, says } = codeMeanings[code];
  const filled = parameter === null ? '' : (placeholders[parameter] ?? `{${parameter}}`);
  const { chromium, firefox } = consoleMessage({ code, parameter: filled, status: null, repeated: false }, { origin: '{origin}', url: '{url}' });
  const inChromium = chromium.replace(/^Access to fetch at .* has been blocked by CORS policy: /, '… ');
  const inFirefox = firefox
    .replace(/^Cross-Origin Request Blocked: .*? resource at ‘?\{url\}’?\. /, '… ')
    .replace(/Status code: \(null\)/, code === 'NetworkError' || code === 'RedirectContainsCredentials' ? '$&' : 'Status code: {status}');
  return `| \`${code}\` | ${says} | \`${inChromium}\` | \`${inFirefox}\` |`;
}

test('docs/browser.md has the codes and their messages as the code has them', () => {
  const text = readFileSync(join(__dirname, '../../docs/browser.md'), 'utf8');
  const table = ['| code | what it means | Chromium | Firefox |', '| --- | --- | --- | --- |', ...blockedCodes.map(row)].join('\n');
  const written = /<!-- codes:[^>]*-->\n([\s\S]*?)<!-- end of codes -->/.exec(text)?.[1]?.trim();
  expect(written).toBe(table);
});

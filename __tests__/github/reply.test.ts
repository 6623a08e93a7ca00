import { ConfigError } from '../../src/config/errors.js';
import { helpPage, planReply, replyPage, rulesPage } from '../../src/github/command-reply.js';
import { rules } from '../../src/rules/catalogue.js';
import { hostileTexts } from '../report/fixtures.js';
import { alive } from '../report/markdown-check.js';

const to = { commentId: 'CORS bot / answer', comment: 492700400 };
const bot = 'github-actions[bot]';

function written(page: string): string {
  const plan = planReply(page, to, [], bot);
  if (plan.action !== 'create') throw new Error(`a first reply is to be ${plan.action}d`);
  return plan.body;
}

test('one reply: written once, left alone when it says the same, edited when it says something else', () => {
  const there = [{ id: 5, author: bot, body: written('page') }];
  expect(planReply('page', to, there, 'github-actions')).toEqual({ action: 'none', second: [] });
  expect(planReply('other page', to, there, bot)).toMatchObject({ action: 'update', id: 5 });
});

test.each([
  ['the first of two runs keeps its own words and takes the other reply away', 5, { action: 'none', second: [7] }],
  ['the second takes its own away and leaves its words in the first', 7, { action: 'update', id: 5, second: [7] }],
  ['a later run puts right what two have left', null, { action: 'update', id: 5, second: [7] }],
])('two replies: %s', (_, own, plan) => {
  const there = [7, 5].map((id) => ({ id, author: bot, body: written(`page of ${id}`) }));
  expect(planReply('page', to, there, bot, own)).toMatchObject(plan);
});

test.each<[string, Partial<{ readonly author: string; readonly body: string }>, Partial<typeof to>]>([
  ['the reply to another comment', {}, { comment: 1 }],
  ['a reply of another use', {}, { commentId: 'other' }],
  ['the marker in somebody else’s comment', { author: 'mallory' }, {}],
  ['a quotation of it', { body: `> quoted\n> ${'x'.repeat(300)}` }, {}],
])('%s is not ours to edit', (_, given, other) => {
  const there = [{ id: 5, author: bot, body: written('page'), ...given }];
  expect(planReply('page', { ...to, ...other }, there, bot)).toMatchObject({ action: 'create' });
});

test('a page that is too long is cut between lines, and says so', () => {
  const page = Array.from({ length: 5000 }, (_, line) => `- \`@octocat ${line} é\``).join('\n');
  const body = written(page);
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
  expect(body).toMatch(/`\n\n_Cut to fit\. The job summary has all of it\._$/);
  expect(alive(body.slice(body.indexOf('\n') + 1))).toEqual([]);
});

test('nothing of a command is alive in its reply', () => {
  for (const text of hostileTexts) {
    const [line = ''] = text.split('\n');
    expect(alive(replyPage(`/apim-cors ${line}`, helpPage(text), null))).toEqual([]);
  }
});

test('the rules: the catalogue with links, one page, and the nearest name for one that is not there', () => {
  const link = (rule: string): string => `https://example.com/${rule}`;
  for (const { id } of rules) {
    expect(rulesPage(null, link)).toContain(`[\`${id}\`](https://example.com/${id})`);
    expect(rulesPage(id, link)).toContain(`# ${id}`);
  }
  expect(() => rulesPage('wildcard-orign', link)).toThrow(new ConfigError("there is no rule 'wildcard-orign'; did you mean 'wildcard-origin'?"));
});

import { defaultSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { smallHosts } from './small-services.js';

/** An origin that is written in another way is the same one to browsers; whether it is to the gateway, no page says of every way. */

const plain = 'https://shop.contoso.com';
const spaced = '\n          https://shop.contoso.com\n        ';
const cases: readonly (readonly [fact: string, before: string, after: string, isProven: boolean])[] = [
  ['capitals come', plain, 'https://Shop.Contoso.com', false],
  ['capitals go', 'HTTPS://SHOP.contoso.com', plain, false],
  ['white space comes', plain, spaced, false],
  ['white space goes', spaced, plain, false],
  ['a name in Unicode comes', 'https://xn--mnchen-3ya.example', 'https://münchen.example', false],
  ['the default port comes', plain, `${plain}:443`, true],
  ['a slash comes, as gateways were seen to take it', plain, `${plain}/`, true],
  ['capitals stay as they are', 'https://Shop.Contoso.com', 'https://Shop.Contoso.com', true],
];

describe.each(smallHosts.map((host) => [host.name, host] as const))('%s', (_, host) => {
  test.each(cases)('%s', async (_fact, before, after, isProven) => {
    const files = (origin: string, more: string): Readonly<Record<string, string>> =>
      host.files({ policy: policy([...cors({ origins: [origin] }), '<base />', more]), operations: ['GET /orders'] });
    const trees = [memoryTree(files(before, ''), 'base'), memoryTree(files(after, '<!-- as before -->'), 'head')] as const;
    const review = await reviewTrees(...trees, { settings: defaultSettings, today: '2026-01-01' });
    expect(review.changes).toEqual([]);
    expect(review.provenUnchanged).toBe(isProven);
    expect(review.unproven ?? []).toEqual(isProven ? [] : ['spelling']);
    expect(jobSummary(review).includes('Nothing changes for anybody')).toBe(isProven);
  });
});

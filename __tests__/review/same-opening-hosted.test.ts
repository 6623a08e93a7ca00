import fc from 'fast-check';
import { parseSettings } from '../../src/config/settings.js';
import { cors, policy } from '../../src/layouts/apiops/example.js';
import type { Finding } from '../../src/review/review.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { inbound } from './arbitrary-files.js';
import { hosts, type Files, type Host, type Kept } from './hosts.js';

/** In every layout an opening is as severe however it is dressed: more files, other ids, other folders, other white space, the same in pieces. */

const levels = ['none', 'info', 'warning', 'error'];

/** Rules that say that somebody gets in, or that it is not known who does. */
const opening: ReadonlySet<string> = new Set([
  ...['access-widened', 'wildcard-origin', 'wildcard-origin-with-credentials', 'null-origin'],
  ...['not-understood', 'policy-without-scope', 'unreadable-metadata'],
]);

/** How severe the worst is that the review says of who gets in. */
async function severity(base: Files, head: Files, { yaml }: Host): Promise<number> {
  const settings = parseSettings(yaml, '.github/apim-cors.yml');
  const { findings } = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), {
    settings,
    today: '2026-01-01',
    isWithoutRepairs: true,
  });
  const rank = (finding: Finding): number => (finding.status === 'new' && opening.has(finding.rule) ? levels.indexOf(finding.severity) : 0);
  return Math.max(0, ...findings.map(rank));
}

/** The head as the change makes it, written otherwise. */
type Dress = (head: Kept, host: Host) => Kept;

const changed = (head: Kept, change: (text: string) => string): Kept => ({
  ...head,
  global: change(head.global),
  api: change(head.api),
  operation: change(head.operation),
});

const evil = 'https://evil.example.net';
const dresses: readonly (readonly [name: string, dress: Dress])[] = [
  ['another id of the API', (head) => ({ ...head, ids: { ...head.ids, api: 'orders-next' } })],
  ['another id of the operation', (head) => ({ ...head, ids: { ...head.ids, operation: 'read' } })],
  ['another case of the path', (head) => ({ ...head, ids: { ...head.ids, path: 'ORDERS' } })],
  ['another name of a parameter', (head) => ({ ...head, ids: { ...head.ids, url: '/{key}' } })],
  ['another folder', (head, { yaml }) => (yaml === '' ? { ...head, root: 'deep/down' } : head)],
  ['other white space', (head) => changed(head, (text) => text.replace(/\n\s*/g, '\n\t'))],
  ['one line', (head) => changed(head, (text) => text.replace(/\n\s*/g, ''))],
  ['comments', (head) => changed(head, (text) => text.replace(/(<inbound>|<cors[^>]*>)/g, '<!-- kept -->$1<!-- as it was -->'))],
  ['single quotes', (head) => changed(head, (text) => text.replace(/="([^"'@]*)"/g, "='$1'"))],
  ['references', (head) => changed(head, (text) => text.replace(/<origin>h/g, '<origin>&#104;'))],
  [
    'a fragment that holds the <cors>',
    (head, { hasFragments }) => {
      const [element] = /<cors[^]*?<\/cors>/.exec(head.api) ?? [];
      if (element === undefined || !hasFragments) return head;
      const api = head.api.replace(element, '<include-fragment fragment-id="browsers" />');
      return { ...head, api, fragments: { ...head.fragments, browsers: `<fragment>\n${element}\n</fragment>\n` } };
    },
  ],
  [
    'a named value',
    (head, { hasValues }) =>
      hasValues ? { ...changed(head, (text) => text.replaceAll(evil, '{{other-site}}')), values: { 'other-site': evil } } : head,
  ],
];

/** The same code in another order, in more files, with other white space: what it deploys is the same. */
function rearranged(files: Files): Files {
  return Object.fromEntries(Object.entries(files).flatMap(([path, text]) => writtenOtherwise(path, text)));
}

function writtenOtherwise(path: string, text: string): readonly (readonly [path: string, text: string])[] {
  const blocks = (start: RegExp): readonly string[] => text.split(start).filter((block) => block !== '');
  if (path.endsWith('.tf')) {
    const all = blocks(/^(?=resource )/m).toReversed();
    const half = Math.ceil(all.length / 2);
    return [
      [path, `# one half\n${all.slice(0, half).join('\n')}`],
      [path.replace(/\.tf$/, '_more.tf'), all.slice(half).join('\n')],
    ];
  }
  if (path.endsWith('.bicep'))
    return [
      [
        path,
        `// the other way round\n${blocks(/^(?=resource )/m)
          .toReversed()
          .join('\n')}`,
      ],
    ];
  if (!path.endsWith('.json')) return [[path, text]];
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const { resources } = value;
  return [[path, JSON.stringify(Array.isArray(resources) ? { ...value, resources: resources.toReversed() } : value, null, '\t')]];
}

const openings: readonly (readonly string[])[] = [
  cors({ origins: ['*'], attributes: ' allow-credentials="true"' }),
  cors({ origins: ['*'], attributes: ' allow-credentials="false"' }),
  cors({ origins: ['https://app.contoso.com', evil], attributes: ' allow-credentials="true"' }),
  cors({ origins: ['http://evil.example.net'] }),
  cors({ origins: ['null', 'https://app.contoso.com'] }),
];

const text = inbound.map((lines) => policy(lines));
const kept = fc.record({ global: text, api: text, operation: text });

test.each(hosts.map((host) => [host.name, host] as const))('%s: a change that opens an API is as severe in another dress', async (_, host) => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(
      kept,
      fc.constantFrom(...openings),
      fc.constantFrom('global', 'api', 'operation'),
      fc.uniqueArray(fc.constantFrom(...dresses), { minLength: 1, maxLength: 3, selector: ([name]) => name }),
      fc.boolean(),
      fc.boolean(),
      async (before, lines, scope, chosen, isCopied, isRearranged) => {
        const base = host.files(before);
        const plain: Kept = { ...before, [scope]: policy(lines) };
        const severe = await severity(base, host.files(plain), host);
        const dressed = chosen.reduce((head, [, dress]) => dress(head, host), plain);
        const more = isCopied ? { 'README.md': '# Orders', 'docs/policy.txt': dressed.api } : {};
        const head = host.files(dressed);
        const found = await severity(base, { ...(isRearranged ? rearranged(head) : head), ...more }, host);
        if (found < severe)
          throw new Error(
            `${chosen.map(([name]) => name).join(', ')}${isRearranged ? ', rearranged' : ''}: ${levels[found] ?? ''} instead of ${levels[severe] ?? ''}`,
          );
        told += severe > 0 ? 1 : 0;
      },
    ),
    { numRuns: 40 },
  );
  expect(told).toBeGreaterThan(8);
});

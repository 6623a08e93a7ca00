import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, ordersApi, policy, repository } from '../../src/layouts/apiops/example.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hostings } from '../rules/hosting.js';

/** An API that is served over plain http by now: browsers let no https page call it (Mixed Content), whatever the policies say. */

const app = 'https://app.contoso.com';
const service = (protocols: readonly string[]): Readonly<Record<string, string>> =>
  repository({ ...ordersApi({ protocols, subscriptionRequired: false }), [globalPath]: policy([]), [apiPath]: policy(cors({ origins: [app] })) });
const layouts = ['artifacts', 'Terraform, heredoc', 'Bicep, inline', 'ARM, inline'] as const;
const kinds: readonly (readonly [before: readonly string[], after: readonly string[], loses: boolean, proven: boolean])[] = [
  [['https'], ['http'], true, false],
  [['http', 'https'], ['http'], true, false],
  [['http'], ['https'], false, false],
  [['https'], ['http', 'https'], false, true],
  [['https'], ['https', 'wss'], false, true],
];

async function filesOf(protocols: readonly string[], layout: (typeof layouts)[number]): Promise<Readonly<Record<string, string>>> {
  const plain = service(protocols);
  if (layout === 'artifacts') return plain;
  const files = (await hostings(plain))?.get(layout)?.files;
  if (files === undefined) throw new Error(`no ${layout}`);
  const written: Readonly<Record<string, string>> = {
    'Terraform, heredoc': `protocols = ${JSON.stringify(protocols)}`,
    'Bicep, inline': `protocols: [${protocols.map((one) => `'${one}'`).join(', ')}]`,
    'ARM, inline': `"protocols": ${JSON.stringify(protocols)}`,
  };
  const into: Readonly<Record<string, readonly [RegExp, string]>> = {
    'Terraform, heredoc': [/^ *path *= *"orders"$/m, '\n  '],
    'Bicep, inline': [/^ *path: *'orders'$/m, '\n    '],
    'ARM, inline': [/"path": ?"orders"/, ','],
  };
  const [at, between] = into[layout] ?? [/$^/, ''];
  if (!Object.values(files).some((text) => at.test(text))) throw new Error(`no path in ${layout}: ${JSON.stringify(files)}`);
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replace(at, (found) => `${found}${between}${written[layout] ?? ''}`)]),
  );
}

test.each(layouts.flatMap((layout) => kinds.map(([before, after, loses, proven]) => ({ layout, before, after, loses, proven }))))(
  '$layout: from $before to $after',
  async ({ layout, before, after, loses, proven }) => {
    const [base, head] = [await filesOf(before, layout), await filesOf(after, layout)];
    const made = await reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), { settings: defaultSettings, today: '2026-01-01' });
    const said = made.findings.flatMap(({ status, severity, rule }) => (status === 'new' ? [`${severity} ${rule}`] : []));
    expect({ said, proven: made.provenUnchanged }).toEqual({ said: loses ? ['warning access-narrowed'] : [], proven });
  },
);

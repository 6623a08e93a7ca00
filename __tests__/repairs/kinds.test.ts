/**
 * Each kind of repair once, out of the examples of the rules and what a request asks for: applied as a tool does it, read again, and what its effect
 * says held against the access before and after.
 */
import type { Access } from '../../src/cors/access.js';
import type { OriginEffect } from '../../src/review/effect.js';
import { rules } from '../../src/rules/catalogue.js';
import { defaultSettings } from '../../src/config/settings.js';
import { apiPath, cors, globalPath, operationPath, policy, repository } from '../../src/layouts/apiops/example.js';
import type { RepairTitle } from '../../src/repairs/title.js';
import type { Suggestion } from '../../src/review/review.js';
import { reviewTrees, scanTree } from '../../src/review/run.js';
import { ask } from '../asking.js';
import { memoryTree } from '../memory-tree.js';

type Files = Readonly<Record<string, string>>;

const today = '2026-01-01';
const all = { settings: { ...defaultSettings, profile: 'strict' as const }, today };

const kindsOf = (title: RepairTitle): readonly string[] =>
  title.code === 'both' ? ['both', ...kindsOf(title.given.first), ...kindsOf(title.given.second)] : [title.code];

/** The files with whole lines replaced, bottom up. */
function applied(files: Files, { edits }: Suggestion): Files {
  const after: Record<string, string> = { ...files };
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const lines = (after[path] ?? '').split('\n');
    for (const edit of edits.filter((one) => one.path === path).reverse())
      lines.splice(edit.startLine - 1, edit.endLine - edit.startLine + 1, ...edit.lines);
    after[path] = lines.join('\n');
  }
  return after;
}

const portal = { origins: ['https://contoso.developer.azure-api.net'], attributes: ' allow-credentials="true"' };
const more: readonly (readonly [base: Files | undefined, head: Files])[] = [
  [
    undefined,
    repository({
      [globalPath]: policy(['<rate-limit calls="5" renewal-period="60" />', ...cors(portal)]),
      [apiPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'], methods: ['GET'] })]),
    }),
  ],
  [
    undefined,
    repository({
      [apiPath]: policy(['<base />', ...cors(portal)]),
      [operationPath]: policy(['<base />', ...cors({ origins: ['https://app.contoso.com'] })]),
    }),
  ],
];

interface Found {
  readonly kind: string;
  readonly head: Files;
  readonly suggestion: Suggestion;
}

async function firstOfEachKind(): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const keep = (head: Files, suggestion: Suggestion): void => {
    for (const kind of kindsOf(suggestion.title)) if (!found.has(kind)) found.set(kind, { kind, head, suggestion });
  };
  const examples = [...rules.flatMap(({ fails }) => fails.map(({ base, head }) => [base, head] as const)), ...more];
  for (const [base, head] of examples) {
    const { findings } = await (base === undefined
      ? scanTree(memoryTree(head), all)
      : reviewTrees(memoryTree(base, 'base'), memoryTree(head, 'head'), all));
    for (const suggestion of findings.flatMap(({ suggestions }) => suggestions)) keep(head, suggestion);
  }
  const star = { [apiPath]: policy(cors({ origins: ['*'], attributes: ' allow-credentials="true"' })) };
  const { suggestion } = await ask(star, { method: 'PUT', credentials: 'include' });
  if (suggestion !== null) keep(repository(star), suggestion);
  return found;
}

/** What becomes of an origin's access at each operation, as an effect says it. */
function said({ effect }: Suggestion): ReadonlyMap<string, OriginEffect> {
  return new Map(
    effect.groups.flatMap(({ targets, origins }) =>
      targets.flatMap(({ product, api, operations }) =>
        operations.flatMap((operation) => origins.map(({ origin, change }) => [JSON.stringify([product, api, operation, origin]), change] as const)),
      ),
    ),
  );
}

/** The same origins and operations in the tables: access before and after. */
async function tabled(before: Files, after: Files): Promise<ReadonlyMap<string, readonly [before: Access, after: Access]>> {
  const { changes } = await reviewTrees(memoryTree(before, 'base'), memoryTree(after, 'head'), { ...all, isWithoutRepairs: true });
  return new Map(
    changes.flatMap(({ targets, origins }) =>
      targets.flatMap(({ product, api, operations }) =>
        operations.flatMap((operation) =>
          origins.map((one) => [JSON.stringify([product, api, operation, one.origin]), [one.before, one.after]] as const),
        ),
      ),
    ),
  );
}

/** Whether the tables bear out what is said of one origin. */
function holds(change: OriginEffect, before: Access, after: Access): boolean {
  if (change.kind === 'unknown') return true;
  if (change.kind === 'caching') return before.allowed === after.allowed;
  if (change.kind === 'parts') {
    const gains = change.gained.some(({ what }) => what === 'credentials');
    const loses = change.lost.some(({ what }) => what === 'credentials');
    return (
      before.allowed === after.allowed &&
      (!gains || after.credentials === true) &&
      (!loses || (before.credentials === true && after.credentials !== true))
    );
  }
  switch (change.how) {
    case 'gains':
      return before.allowed !== 'yes' && after.allowed === 'yes';
    case 'gains-for-certain':
      return after.allowed === 'yes' && after.otherwise.length === 0;
    case 'gains-under-some':
      return before.allowed !== 'yes' && after.allowed !== 'no';
    case 'loses':
      return before.allowed !== 'no' && after.allowed === 'no';
    case 'may-lose':
      return before.allowed !== 'no' && after.allowed !== 'yes';
    case 'disagrees':
      return true;
  }
}

// Those that take the `<cors>` of another scope or refused origins away for one request, and the move out of a product of many APIs, have tests of their own.
const kinds = [
  'add-base',
  'add-base-first',
  'add-cors',
  'add-origins',
  'allow-in',
  'both',
  'copy-into-global',
  'delete-cors',
  'delete-entry',
  'delete-origin',
  'delete-set-header',
  'drop-base',
  'lift-above',
  'list',
  'list-beside-wildcard',
  'list-too',
  'move-above',
  'move-above-base',
  'move-into-apis',
  'move-to-top',
  'name-instead-of-wildcard',
  'one-element-each',
  'pass-unmatched-on',
  'switch-credentials-off',
  'unwrap',
  'vary-by-origin',
  'write',
  'write-in-on-error',
  'write-into-including',
  'write-terminate-unmatched',
] as const satisfies readonly RepairTitle['code'][];

let found: ReadonlyMap<string, Found>;
beforeAll(async () => {
  found = await firstOfEachKind();
});

test('every kind that is found is in the table', () => {
  expect([...found.keys()].sort()).toEqual([...kinds]);
});

test.each(kinds)('%s: what is said is what the tables say', async (kind) => {
  const one = found.get(kind);
  if (one === undefined) throw new Error('not found');
  const after = applied(one.head, one.suggestion);
  const effect = said(one.suggestion);
  const tables = await tabled(one.head, after);
  expect(one.suggestion.effect.furtherOperations).toBe(0);
  expect([...effect.keys()].sort()).toEqual([...tables.keys()].sort());
  for (const [key, change] of effect) {
    const [before, now] = tables.get(key) ?? [];
    if (before === undefined || now === undefined) throw new Error(key);
    expect([key, change, before.allowed, now.allowed, holds(change, before, now)]).toEqual([key, change, before.allowed, now.allowed, true]);
  }
  // Read again, the files are whole, and what was applied is no longer offered at the same lines.
  const { findings } = await scanTree(memoryTree(after), all);
  expect(findings.filter(({ rule }) => rule === 'malformed-policy')).toEqual([]);
  const edits = JSON.stringify(one.suggestion.edits);
  expect(findings.flatMap(({ suggestions }) => suggestions.map((other) => JSON.stringify(other.edits)))).not.toContain(edits);
});

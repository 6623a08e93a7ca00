import { languageOf } from '../layouts/file-language.js';
import { bareApi, bareService } from '../apim/bare-service.js';
import type { PolicyFile } from '../apim/policy.js';
import { PolicyCache } from '../apim/policy-cache.js';
import { readPolicy } from '../apim/read-policy.js';
import type { Switched, UnreviewedFile } from '../layouts/layout.js';
import { isTemplateFile, mayEmbedPolicies, type EmbeddedPolicies } from '../layouts/embedded-policy.js';
import { isLfsPointer } from '../layouts/lfs-pointer.js';
import { policyName, policyRootOf } from '../layouts/policy-content.js';
import { openRepository, type Repository } from '../layouts/repository.js';
import type { ScopeSuggestion } from '../layouts/scopes/scope-suggestion.js';
import { openFolders, type Tree } from '../layouts/tree.js';
import { workOutOriginUses } from '../effective/origin-uses.js';
import { ServiceState } from '../effective/service-state.js';
import { rules } from '../rules/catalogue.js';
import type { Draft, UnplacedPolicy } from '../rules/rule.js';
import type { EvaluatedPair } from './evaluate.js';
import { newConversions } from './converted-files.js';
import { folded } from './folded-drafts.js';
import { identify } from './fingerprint.js';
import type { Unreviewed } from './review.js';
import type { RunOptions } from './run-options.js';
import { repositoryOptions, type Opened, type Sides } from './sides.js';
import type { PublishedOtherwise } from './published-otherwise.js';
import { isAsideConfiguration, unreadConfigurations } from './unread-configurations.js';
import { isTestData } from './test-data.js';
import { newInsideOthers } from './services-inside.js';
import { areNewlyJoined, firstDeciding, newlyJoined, type SideOfPolicy } from './what-decides.js';

/** A policy outside all services, on both sides of a change; null: missing there. */
export interface Unplaced {
  readonly policy: UnplacedPolicy;
  readonly base: PolicyFile | null;
  readonly head: PolicyFile | null;
}

/** A file that is not reviewed. */
type UnseenFile = Pick<UnreviewedFile, 'path' | 'lacksScope'> & Pick<Unreviewed, 'says'>;

/** Files that are not reviewed, and the policies known among them. */
export interface Unseen {
  readonly unreviewed: readonly UnseenFile[];
  readonly suggestions: ReadonlyMap<string, ScopeSuggestion>;
  readonly unplaced: readonly Unplaced[];
}

/** The paths of a change, and pipelines that now publish something unevaluated instead. */
interface WhatChanges {
  readonly paths: readonly string[];
  readonly published: readonly PublishedOtherwise[];
}

/** Reads the changed files outside all services; a file that was deleted or is not a policy any more counts as it was. */
export async function unseenIn(trees: Sides, { base, head }: Opened, change: WhatChanges, options: RunOptions): Promise<Unseen> {
  const { paths, published } = change;
  const now = await head.unreviewed(
    paths.filter((path) => trees.head.entries.has(path)),
    base,
  );
  const known = new Set(now.map(({ path }) => path));
  const lost = await losingScope(trees, { base, head });
  const unlisted = lost.filter(({ path }) => !known.has(path));
  const listed = new Set([...now, ...unlisted].map(({ path }) => path));
  const mayBeMade = (path: string): boolean => !head.claims(path) || languageOf(path) === 'json';
  const inBase = await base.unreviewed(paths.filter((path) => trees.base.entries.has(path) && !listed.has(path) && mayBeMade(path)));
  const before = inBase.filter(({ path, lacksScope, says }) => lacksScope !== null && (!head.claims(path) || says.code === 'compiled-otherwise'));
  const wasAside = inBase.filter(isAsideConfiguration);
  const gone = before.map((file): UnseenFile => {
    // Changes of the code itself were reviewed.
    if (file.says.code === 'compiled-otherwise')
      return { path: file.path, says: { code: 'was-compiled-otherwise', given: file.says.given }, lacksScope: null };
    return { ...file, says: { code: trees.head.entries.has(file.path) ? 'no-policy-any-more' : 'deleted', given: {} } };
  });
  const turned = turnedIn({ base, head });
  const seen = new Set([...listed, ...[...gone, ...wasAside].map(({ path }) => path)]);
  const more = [...turned.keys()].flatMap((path): readonly UnseenFile[] => (seen.has(path) ? [] : [handedOver(path)]));
  const unreviewed = [
    ...now,
    ...unlisted,
    ...gone,
    ...wasAside,
    ...more,
    ...hiddenByLinks(trees, { base, head }, paths),
    ...(await unreadCode(trees, { base, head }, paths, seen)),
    ...published.map(({ path, now }): UnseenFile => ({ path, says: { code: 'published-otherwise', given: { now } }, lacksScope: null })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const found = await read(trees, unreviewed, options, { base, head }, new Set(lost.map(({ path }) => path)));
  const inside = newInsideOthers(trees, { base, head }).map((path) => unplacedAt(path, 1, 'inside'));
  const converted = (await newConversions(trees, paths, options)).map(({ path, line }) => unplacedAt(path, line, 'converted'));
  const replaced = published.map(({ path, line }) => unplacedAt(path, line, 'published'));
  const unread = (await unreadConfigurations(trees, unreviewed.filter(isAsideConfiguration))).map(({ path, line }) =>
    unplacedAt(path, line, 'configuration'),
  );
  return { ...found, unplaced: [...found.unplaced, ...inside, ...converted, ...replaced, ...unread] };
}

/** A file reported at a line, whatever it contains there. */
function unplacedAt(path: string, line: number, why: UnplacedPolicy['why']): Unplaced {
  return { policy: { path, why, decidesAt: line, suggestion: null }, base: null, head: null };
}

/**
 * Policies with a scope in base and none in head, changed or not: another file may have decided their scope. Policies that are not deployed any more are not
 * among them: their effect is compared.
 */
async function losingScope({ base, head }: Sides, opened: Opened): Promise<readonly UnseenFile[]> {
  const lost = [...head.entries.values()].flatMap(({ path, kind }) => {
    const isInBoth = kind === 'file' && policyName.test(path) && base.entries.get(path)?.kind === 'file';
    return isInBoth && opened.base.claims(path) && !opened.head.claims(path) ? [path] : [];
  });
  return lost.length === 0 ? [] : (await opened.head.unreviewed(lost)).filter(({ lacksScope }) => lacksScope !== null);
}

/** A file whose policy is passed to code that is not followed. */
function handedOver(path: string): UnseenFile {
  if (policyName.test(path)) return { path, says: { code: 'no-scope', given: {} }, lacksScope: 'policies' };
  return { path, says: { code: 'embedded', given: {} }, lacksScope: 'embedded' };
}

/**
 * New links and submodules of head in place of folders. The content that a service has below them exists but cannot be read. Each is reported once, at the
 * link.
 */
function hiddenByLinks({ base, head }: Sides, opened: Opened, paths: readonly string[]): readonly UnseenFile[] {
  const why = new Map<string, 'policies-there' | 'files-below'>();
  for (const path of paths) {
    const kind = head.entries.get(path)?.kind ?? 'file';
    if (kind !== 'file' && !opened.head.claims(path) && [opened.base, opened.head].some((side) => side.holds(path))) why.set(path, 'policies-there');
    if (!opened.base.claims(path) || base.entries.get(path)?.kind !== 'file' || head.entries.has(path)) continue;
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const above = path.slice(0, end);
      if ((head.entries.get(above)?.kind ?? 'file') !== 'file') why.set(above, 'files-below');
    }
  }
  return [...why].map(([path, because]) => ({
    path,
    says: { code: 'link-over-service', given: { kind: head.entries.get(path)?.kind === 'symlink' ? 'symlink' : 'submodule', because } },
    lacksScope: 'unread',
  }));
}

/**
 * Code that deployed something in base and cannot be read in head (a link, or kept elsewhere), if no service of head reports it: its layout, which finds code
 * by content, does not see it.
 */
async function unreadCode(
  { base, head }: Sides,
  opened: Opened,
  paths: readonly string[],
  seen: ReadonlySet<string>,
): Promise<readonly UnseenFile[]> {
  const isLost = (path: string): boolean => mayEmbedPolicies(path) || !opened.head.covers(path, opened.head.roots);
  const candidates = paths.filter(
    (path) =>
      !seen.has(path) &&
      code.test(path) &&
      base.entries.get(path)?.kind === 'file' &&
      head.entries.has(path) &&
      opened.base.covers(path, opened.base.roots) &&
      isLost(path),
  );
  const contents = await head.read(candidates.filter((path) => head.entries.get(path)?.kind === 'file'));
  const unread = candidates.flatMap((path) => {
    const kind = head.entries.get(path)?.kind ?? 'file';
    const bytes = contents.get(path);
    const why = kind !== 'file' ? kind : bytes === undefined ? 'no-content' : isLfsPointer(bytes) ? 'lfs' : null;
    return why === null ? [] : [{ path, why } as const];
  });
  const before = await base.read(unread.map(({ path }) => path));
  return unread.flatMap(({ path, why }): readonly UnseenFile[] => {
    const bytes = before.get(path) ?? new Uint8Array();
    const isTold = opened.head.covers(path, opened.head.roots) && !isTemplateFile(new TextDecoder().decode(bytes));
    return isTold ? [] : [{ path, says: { code: 'unread', given: { why } }, lacksScope: 'unread' }];
  });
}

const code = /\.(?:jsonc?|ya?ml|tf|tofu|tfvars|bicep|bicepparam)$/i;

/**
 * Changed undecided settings of policies: defaults that switch them on or off, values passed to other modules, or new ones passed to these. By file: the first
 * line.
 */
function turnedIn({ base, head }: Opened): ReadonlyMap<string, number> {
  const turned = new Map<string, number>();
  for (const [place, survey] of head.surveys.entries()) {
    const now = survey.switched?.();
    if (now === undefined) continue;
    const before = base.surveys[place]?.switched?.() ?? new Map<string, Switched>();
    const known = new Set([...before.values()].map(({ state }) => state));
    for (const [key, { state, path, line, isPolicy = false }] of now) {
      const was = before.get(key);
      const isTurned = was === undefined ? isPolicy && !known.has(state) : was.state !== state;
      if (isTurned) turned.set(path, Math.min(line, turned.get(path) ?? line));
    }
  }
  return turned;
}

/** Copies of a policy, and compiled code. */
const isAside: ReadonlySet<string> = new Set<UnreviewedFile['says']['code']>(['another-taken', 'compiled-otherwise']);

/** The same for one state. Test data without a scope is listed but not a finding: it is odd on purpose. */
export async function unseenAll(tree: Tree, repository: Repository, options: RunOptions): Promise<Unseen> {
  // Files beside a policy are listed, and become findings only when they change.
  const unreviewed = (await repository.unreviewed(null)).map((file) => (isAside.has(file.says.code) ? { ...file, lacksScope: null } : file));
  const { unplaced, ...unseen } = await read(
    { base: emptied(tree), head: tree },
    unreviewed,
    options,
    { base: repository, head: repository },
    new Set(),
  );
  return { ...unseen, unplaced: unplaced.filter(({ policy: { path } }) => !isTestData(path)) };
}

const emptied = (tree: Tree): Tree => ({ label: tree.label, entries: new Map(), read: () => Promise.resolve(new Map()) });

/** `lost`: those that had a scope in base. */
async function read(
  trees: Sides,
  unreviewed: readonly UnseenFile[],
  options: RunOptions,
  opened: Opened,
  lost: ReadonlySet<string>,
): Promise<Unseen> {
  const files = unreviewed.filter(({ lacksScope }) => lacksScope !== null);
  if (files.length === 0) return { unreviewed, suggestions: new Map(), unplaced: [] };
  const suggestions = await suggestionsFor(trees, files, options);
  // A policy only in head is new; one only in base is now an unreadable policy.
  const base = await readSide(trees.base, files, (bytes) => policyRootOf(bytes) !== null);
  const head = await readSide(trees.head, files, () => true);
  const embedded = await embeddedIn(trees, files, opened);
  const unplaced = files.map(({ path, says, lacksScope }): Unplaced => {
    if (lacksScope === 'embedded') {
      const why = says.code === 'compiled-otherwise' ? 'compiled' : 'embedded';
      return { policy: { path, why, decidesAt: embedded.get(path) ?? null, suggestion: null }, base: null, head: null };
    }
    const after = head.get(path);
    const isUnread = lacksScope === 'unread';
    const before = base.get(path);
    const isTold = isUnread || (before?.decidesAt ?? null) !== null || lost.has(path);
    const joined = opened.base === opened.head ? null : newlyJoined(before?.file ?? null, after?.file ?? null);
    const decidesAt = after?.decidesAt ?? joined ?? (isTold ? 1 : null);
    const isThere = trees.head.entries.has(path);
    const why = isUnread ? 'unread' : !isThere ? 'gone' : says.code === 'another-taken' ? 'beside' : 'no-scope';
    return {
      policy: { path, why, decidesAt, suggestion: suggestions.get(path) ?? null },
      base: before?.file ?? null,
      head: after?.file ?? null,
    };
  });
  return { unreviewed, suggestions, unplaced };
}

/** Guesses need the names of all files of head; few changes need guesses. */
async function suggestionsFor(trees: Sides, files: readonly UnseenFile[], options: RunOptions): Promise<ReadonlyMap<string, ScopeSuggestion>> {
  await openFolders([trees.base, trees.head], () => Infinity);
  const whole = await openRepository(trees.head, repositoryOptions(options.settings), new PolicyCache(), options.layouts);
  const guesses = whole.scopeGuesses();
  const suggestions = new Map<string, ScopeSuggestion>();
  for (const { path, says, lacksScope } of files) {
    // An entry does not help a policy whose scope a layout knows.
    if (says.code === 'another-taken' || lacksScope === null || lacksScope === 'unread' || lacksScope === 'embedded' || !trees.head.entries.has(path))
      continue;
    const suggestion = guesses.of(path, lacksScope);
    if (suggestion !== null) suggestions.set(path, suggestion);
  }
  return suggestions;
}

/** For changed files with embedded policies: the line of head where they decide browser access. */
async function embeddedIn(trees: Sides, files: readonly UnseenFile[], opened: Opened): Promise<ReadonlyMap<string, number>> {
  const paths = files.flatMap(({ path, lacksScope }) => (lacksScope === 'embedded' ? [path] : []));
  const read = async (tree: Tree, repository: Repository): Promise<(path: string) => EmbeddedPolicies | null> => {
    const contents = await tree.read(paths.filter((path) => tree.entries.get(path)?.kind === 'file'));
    return (path) => {
      const bytes = contents.get(path);
      return bytes === undefined ? null : repository.embeddedIn(path, bytes);
    };
  };
  const [inBase, inHead] = [await read(trees.base, opened.base), await read(trees.head, opened.head)];
  const found = new Map(turnedIn(opened));
  for (const path of paths) {
    const [before, after] = [inBase(path), inHead(path)];
    if (before?.text === after?.text) continue;
    const decides = [before, after].some((side) => (side?.decidesAt ?? null) !== null);
    if (!decides && (opened.base === opened.head || !areNewlyJoined(before?.text ?? '', after?.text ?? ''))) continue;
    found.set(path, after?.decidesAt ?? 1);
  }
  return found;
}

/** Number of files read at a time. */
const batch = 400;

async function readSide(
  tree: Tree,
  files: readonly UnseenFile[],
  isPolicy: (bytes: Uint8Array) => boolean,
): Promise<ReadonlyMap<string, SideOfPolicy>> {
  const found = new Map<string, SideOfPolicy>();
  const entries = files.flatMap(({ path, lacksScope }) => {
    const entry = tree.entries.get(path);
    return lacksScope !== 'unread' && lacksScope !== 'embedded' && entry?.kind === 'file' ? [entry] : [];
  });
  for (let start = 0; start < entries.length; start += batch) {
    const some = entries.slice(start, start + batch);
    const contents = await tree.read(some.map(({ path }) => path));
    for (const { path, id } of some) {
      const bytes = contents.get(path);
      if (bytes === undefined || !isPolicy(bytes)) continue;
      const file = readPolicy(path, id, bytes);
      found.set(path, { file, decidesAt: firstDeciding(file, bytes) });
    }
  }
  return found;
}

/** The findings in policies outside all services. */
export async function evaluateUnplaced(unplaced: readonly Unplaced[], assume: ServiceState['assume']): Promise<readonly EvaluatedPair[]> {
  const evaluated: EvaluatedPair[] = [];
  for (const { policy, base, head } of unplaced) {
    const pair = { base: stateOf(policy.path, base, assume), head: stateOf(policy.path, head, assume) };
    const alarms = rules.flatMap((rule) => [...(rule.checkUnplaced?.(policy) ?? [])]);
    const found = [...identify(await documentDrafts(pair.head), ''), ...identify(alarms, '')];
    const existing = new Set(identify(await documentDrafts(pair.base), '').map(({ fingerprint }) => fingerprint));
    evaluated.push({ pair, environment: null, views: [], found: new Map(found.map((one) => [one.fingerprint, one])), existing });
  }
  return evaluated;
}

/** Findings that are true of the document alone: without operations, and without repairs, whose effect would be unknown. */
async function documentDrafts(state: ServiceState | null): Promise<readonly Draft[]> {
  if (state === null) return [];
  await workOutOriginUses(state);
  return rules.flatMap((rule) =>
    rule.ofDocument === true ? [...folded(rule.check?.(state) ?? [])].map((draft) => ({ ...draft, targets: [], repairs: null })) : [],
  );
}

/** A service with only this policy, at a scope named after the file. */
function stateOf(path: string, policy: PolicyFile | null, assume: ServiceState['assume']): ServiceState | null {
  if (policy === null) return null;
  const isFragment = policy.ok && policy.document.root === 'fragment';
  const service = bareService('', null);
  return new ServiceState(
    isFragment ? { ...service, fragments: [{ id: path, workspace: null, policy }] } : { ...service, apis: [bareApi(path, null, policy)] },
    assume,
  );
}

import type { PolicyFile } from '../apim/policy.js';
import { readChangedPolicy } from '../apim/read-policy.js';
import { refOf, replacePolicies } from '../apim/replace-policies.js';
import type { ServiceState } from '../effective/service-state.js';
import type { Tree } from '../layouts/tree.js';
import type { Finding, Review, SuggestedEdit, Suggestion } from '../review/review.js';
import { refKey } from '../text/policy-ref.js';
import { decodeText } from '../xml/document.js';
import { checkClause } from './check-clause.js';
import type { CheckedState, ClauseResult } from './check-contracts.js';
import { RequestJudge } from './request-judge.js';
import { touchedApis } from './touched-apis.js';

/** The results of clauses in a state; `state` is null if there are no clauses. */
export interface Held {
  readonly state: CheckedState | null;
  readonly results: readonly ClauseResult[];
}

/** Most APIs evaluated for all repairs together. An untried repair is not called safe. */
const mostApis = 20_000;

/** The review, in which a repair that breaks a kept clause of head is no longer called safe. `held`: the results of the clauses in head. */
export async function withSafeRepairs(review: Review, held: readonly Held[], head: Tree): Promise<Review> {
  const trial = new RepairTrial(held, head);
  const findings: Finding[] = [];
  for (const finding of review.findings) {
    const suggestions: Suggestion[] = [];
    for (const one of finding.suggestions) suggestions.push(one.isSafe && (await trial.breaks(one)) ? { ...one, isSafe: false } : one);
    findings.push({ ...finding, suggestions });
  }
  return { ...review, findings };
}

/** Checks the clauses that head keeps against head with a repair applied. */
class RepairTrial {
  readonly #known = new Map<string, boolean>();
  #left = mostApis;

  constructor(
    readonly held: readonly Held[],
    readonly head: Tree,
  ) {}

  /** Whether a clause is no longer kept; also true for a repair that exceeds the bound. */
  async breaks({ patch, edits }: Suggestion): Promise<boolean> {
    let known = this.#known.get(patch);
    if (known === undefined) this.#known.set(patch, (known = this.#breaksIn(await repairedFiles(this.head, edits))));
    return known;
  }

  #breaksIn(files: ReadonlyMap<string, string>): boolean {
    return this.held.some(({ state, results }) =>
      [...(state?.judges ?? [])].some(([environment, judges]) => {
        const kept = results.filter((one) => one.result === 'kept' && one.environment === environment);
        return kept.length > 0 && judges.some((judge) => this.#breaksOne(kept, judge.state, files));
      }),
    );
  }

  #breaksOne(kept: readonly ClauseResult[], before: ServiceState, files: ReadonlyMap<string, string>): boolean {
    const policies = repairedPolicies(before, files);
    if (policies === null) return true;
    if (policies.size === 0) return false;
    const after = before.with(replacePolicies(before.service, policies));
    const touched = touchedApis(before.service, after.service);
    this.#left -= touched.length;
    if (this.#left < 0) return true;
    const judge = new RequestJudge(after, touched);
    return kept.some(({ clause }) => checkClause(clause, [judge], false).result !== 'kept');
  }
}

/** The policies in the changed files, by the key of their ref; null if one cannot be read. */
function repairedPolicies(state: ServiceState, files: ReadonlyMap<string, string>): ReadonlyMap<string, () => PolicyFile> | null {
  const found = new Map<string, () => PolicyFile>();
  for (const { file } of state.documents()) {
    const ref = refOf(file);
    const text = files.get(ref.path);
    if (text === undefined || !file.ok || found.has(refKey(ref))) continue;
    const { host } = file.document;
    const own = host === null ? text : host.open(text)?.text;
    if (own === undefined) return null;
    const read = (): PolicyFile => readChangedPolicy(ref, 'repaired', own);
    if (!read().ok) return null;
    // Each scope needs its own reading: values made from a document know its scope.
    found.set(refKey(ref), read);
  }
  return found;
}

/** The files with whole lines replaced, by path. */
async function repairedFiles(tree: Tree, edits: readonly SuggestedEdit[]): Promise<ReadonlyMap<string, string>> {
  const paths = [...new Set(edits.map(({ path }) => path))];
  const read = await tree.read(paths);
  const files = new Map<string, string>();
  for (const path of paths) {
    const decoded = decodeText(read.get(path) ?? new Uint8Array());
    const lines = decoded.ok ? decoded.text.split('\n') : [];
    const own = edits.filter((one) => one.path === path).sort((a, b) => b.startLine - a.startLine);
    for (const { startLine, endLine, lines: put } of own) lines.splice(startLine - 1, endLine - startLine + 1, ...put);
    files.set(path, lines.join('\n'));
  }
  return files;
}

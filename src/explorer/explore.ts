import { holesOf } from '../apim/transparency.js';
import type { ElementSnapshot, PolicyDocument, PolicyFile, Statement } from '../apim/policy.js';
import { readChangedPolicy } from '../apim/read-policy.js';
import { resourceKey } from '../apim/resource-key.js';
import type { Service } from '../apim/service.js';
import { evidence, openPoints } from '../cors/evidence.js';
import { familyOf, type Assumptions } from '../cors/worlds.js';
import { documentsOf } from '../effective/scoped-documents.js';
import { withComputedNamed } from '../report/computed-names.js';
import { plainPhrase } from '../report/phrase.js';
import { causeTitlePhrase } from '../report/sentences/cause-titles.js';
import { effectPhrase } from '../report/sentences/effects.js';
import { titlePhrase } from '../report/sentences/repairs.js';
import { offeredFirst } from '../review/offered-repairs.js';
import type { Review, Suggestion } from '../review/review.js';
import { rootCauses, type RootCause } from '../review/root-causes.js';
import type { Pair } from '../review/sides.js';
import { jsonText } from '../report/escape.js';
import { refKey } from '../text/policy-ref.js';
import type { Explored, ExploredCause, ExploredClause, ExploredPoint, ExploredRepair, ShownService, SourceLines } from './explored.js';
import { hashOf } from './page-state.js';
import { pack } from './pack.js';

/** Input of the page besides the review. `texts`: of files, by path; the page shows a few lines of them. */
export interface Explorable {
  readonly pairs: readonly Pair[];
  readonly assume: Assumptions;
  readonly texts: { readonly base: ReadonlyMap<string, string>; readonly head: ReadonlyMap<string, string> };
}

/** Most repairs of one cause, and most causes, that can be tried in the page. */
const mostRepairs = 3;
const mostCauses = 40;

/** Bytes of uncompressed data beyond which only APIs with changed access are kept: 50,000 operations of a repetitive service are 3 MB, in a page of 1 MB. */
const mostBytes = 4_000_000;

/** All data of the page, as JSON. */
export function exploredJson(review: Review, explorable: Explorable): string {
  const all = writtenWith(review, explorable, null);
  if (all.length <= mostBytes) return all;
  const concerned = [...review.changes.map(({ targets }) => targets), ...review.findings.map(({ targets }) => targets)];
  const keys = [...new Set(concerned.flat().flatMap(({ workspace, api }) => (api === null ? [] : [resourceKey(workspace, api)])))];
  for (let most = keys.length; ; most = Math.floor(most / 2)) {
    const some = writtenWith(review, explorable, { keys: new Set(keys.slice(0, most)), concerned: keys.length });
    if (some.length <= mostBytes || most === 0) return some;
  }
}

/** The APIs in the page, and how many have a change or a problem. */
interface Kept {
  readonly keys: ReadonlySet<string>;
  readonly concerned: number;
}

/** `kept` null: all. */
function writtenWith(review: Review, explorable: Explorable, kept: Kept | null): string {
  return jsonText(pack(exploredOf(review, explorable, kept)));
}

function exploredOf(review: Review, { pairs, assume, texts }: Explorable, kept: Kept | null): Explored {
  const shown = (service: Service | undefined): ShownService | null => (service === undefined ? null : shownOf(service, kept?.keys ?? null));
  const isOneService = new Set(pairs.map(({ base, head }) => (head ?? base)?.service.root)).size === 1;
  const services = pairs.map(({ base, head }) => ({
    name: nameOf((head ?? base)?.service, isOneService),
    base: shown(base?.service),
    head: shown(head?.service),
  }));
  const count = (all: readonly Pair[]): number => all.reduce((sum, { base, head }) => sum + ((head ?? base)?.service.apis.length ?? 0), 0);
  const left = services.reduce((sum, { base, head }) => sum + ((head ?? base)?.apis.length ?? 0), 0);
  return {
    mode: review.mode,
    services,
    apart: isOneService ? 'Environment' : 'Service',
    assume,
    causes: rootCauses(withComputedNamed(review))
      .slice(0, mostCauses)
      .map((cause) => exploredCause(cause)),
    points: pointsFor(),
    contracts: clausesOf(review),
    lines: {
      base: linesOf(
        services.flatMap(({ base }) => base ?? []),
        texts.base,
      ),
      head: linesOf(
        services.flatMap(({ head }) => head ?? []),
        texts.head,
      ),
    },
    apisLeftOut: count(pairs) - left,
    concernedLeftOut: kept === null ? 0 : kept.concerned - kept.keys.size,
  };
}

/** `isOneService`: there is one service, which differs only by environment. */
function nameOf(service: Service | undefined, isOneService: boolean): string {
  if (service === undefined) return '';
  if (isOneService) return service.environment ?? 'as the files are';
  const folder = service.root === '' ? '.' : service.root;
  return service.environment === null ? folder : `${folder} (${service.environment})`;
}

function shownOf(service: Service, kept: ReadonlySet<string> | null): ShownService {
  const apis = kept === null ? service.apis : service.apis.filter(({ workspace, id }) => kept.has(resourceKey(workspace, id)));
  return {
    ...service,
    problems: [],
    apisLeftOut: service.apisLeftOut || apis.length < service.apis.length,
    global: slim(service.global),
    workspaces: new Map([...service.workspaces].map(([id, workspace]) => [id, { ...workspace, policy: slim(workspace.policy) }])),
    products: service.products.map((product) => ({ ...product, policy: slim(product.policy) })),
    fragments: service.fragments.map((fragment) => ({ ...fragment, policy: slim(fragment.policy) })),
    apis: apis.map((api) => ({
      ...api,
      policy: slim(api.policy),
      operations: api.operations.map((operation) => ({ ...operation, policy: slim(operation.policy) })),
    })),
  };
}

const slimmed = new WeakMap<PolicyDocument, Extract<PolicyFile, { ok: true }>>();

/** Without parts that the evaluator never reads. */
function slim<File extends PolicyFile | null>(file: File): File | PolicyFile {
  if (file?.ok !== true) return file;
  const { document } = file;
  let known = slimmed.get(document);
  if (known === undefined) {
    const id = document.id.slice(0, 16);
    const sections = new Map(
      [...document.sections].map(([name, section]) => [name, { ...section, statements: section.statements.map(slimStatement) }]),
    );
    known = { ok: true, document: { ...document, id, sections, host: null, ignores: [], notUnderstood: holesOf(document), flow: null } };
    slimmed.set(document, known);
  }
  const { deployedIf, otherwise } = file;
  if (deployedIf === undefined) return known;
  return { ...known, deployedIf, ...(otherwise === undefined ? {} : { otherwise: slim(otherwise) }) };
}

function slimStatement(statement: Statement): Statement {
  if (statement.kind === 'policy') return { ...statement, nested: statement.nested.map(slimStatement) };
  return statement.kind === 'cors'
    ? { ...statement, element: { ...statement.element, children: statement.element.children.map(slimElement) } }
    : statement;
}

/** For a `<cors>` only lines are shown, not offsets. */
function slimElement(element: ElementSnapshot): ElementSnapshot {
  return { ...element, place: { ...element.place, start: 0, end: 0 }, children: element.children.map(slimElement) };
}

function exploredCause(cause: RootCause): ExploredCause {
  return {
    id: cause.id,
    title: plainPhrase(causeTitlePhrase(cause)),
    severity: cause.severity,
    path: cause.path,
    line: cause.line,
    repairs: offeredFirst(cause)
      .slice(0, mostRepairs)
      .flatMap((one, index) => exploredRepair(one, `${cause.id}.${index + 1}`) ?? []),
  };
}

function exploredRepair(suggestion: Suggestion, id: string): ExploredRepair | null {
  const policies = new Map<string, PolicyFile>();
  for (const { ref, text } of suggestion.texts ?? []) {
    const file = readChangedPolicy(ref, id, text);
    if (!file.ok) return null;
    policies.set(refKey(ref), slim(file));
  }
  if (policies.size === 0) return null;
  const { title, effect, isSafe } = suggestion;
  return { id, title: plainPhrase(titlePhrase(title)), effect: plainPhrase(effectPhrase(effect)), isSafe, policies };
}

function pointsFor(): Explored['points'] {
  return new Map(
    openPoints.map(({ point, because }): [string, ExploredPoint] => [
      familyOf(point),
      {
        because,
        seen: evidence.filter((one) => one.point === point).map(({ reading, date, seen }) => ({ reading, text: `${seen} (${date})` })),
      },
    ]),
  );
}

function clausesOf({ contracts = [] }: Review): readonly ExploredClause[] {
  return contracts.map(({ name, environment, before, result, counterexample }) => {
    if (counterexample === null) return { name, environment, before, result, hash: null };
    const { origin, method, url, headers, credentials, product, key } = counterexample;
    const hash = hashOf({ origin, method, url, headers, credentials, product: product ?? '', key: key ?? '' });
    return { name, environment, before, result, hash };
  });
}

/** Most lines of one document, and most characters of a line, that are kept. */
const mostLines = 60;
const longestLine = 160;

/** The lines that steps refer to. */
function linesOf(services: readonly ShownService[], texts: ReadonlyMap<string, string>): SourceLines {
  const wanted = new Map<string, Set<number>>();
  for (const service of services) {
    for (const { file } of documentsOf({ ...service, metadataAmong: () => [] })) {
      const path = file.ok ? file.document.path : file.broken.path;
      const numbers = wanted.get(path) ?? new Set<number>();
      for (const line of file.ok ? linesIn(file.document) : [file.broken.line]) if (numbers.size < mostLines) numbers.add(line);
      wanted.set(path, numbers);
    }
  }
  const found = new Map<string, ReadonlyMap<number, string>>();
  for (const [path, numbers] of wanted) {
    const lines = texts.get(path)?.split(/\r\n|\r|\n/);
    if (lines === undefined) continue;
    const kept = [...numbers].flatMap((line) => {
      const text = lines[line - 1];
      return text === undefined ? [] : [[line, text.trimEnd().slice(0, longestLine)] as const];
    });
    if (kept.length > 0) found.set(path, new Map(kept));
  }
  return found;
}

function* linesIn(document: PolicyDocument): Iterable<number> {
  for (const { place, statements } of document.sections.values()) {
    if (statements.length > 0) yield place.line;
    yield* linesAmong(statements);
  }
  for (const { element } of document.headerWriters) yield element.place.line;
}

function* linesAmong(statements: readonly Statement[]): Iterable<number> {
  for (const statement of statements) {
    if (statement.kind === 'others') {
      for (const index of statement.ends?.keys() ?? []) yield statement.lines[index] ?? 1;
    } else if (statement.kind === 'cors') {
      const { line, endLine } = statement.element.place;
      for (let at = line; at <= Math.min(endLine, line + 4); at += 1) yield at;
    } else {
      yield statement.place.line;
      if (statement.kind === 'policy') yield* linesAmong(statement.nested);
    }
  }
}

/** The files whose lines the page may show, on both sides. */
export function pathsOnPage(pairs: readonly Pair[]): ReadonlySet<string> {
  const states = pairs.flatMap(({ base, head }) => [base, head].flatMap((state) => state ?? []));
  return new Set(states.flatMap((state) => state.documents().map(({ file }) => (file.ok ? file.document.path : file.broken.path))));
}

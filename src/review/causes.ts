import type { Layer } from '../apim/layers.js';
import type { Place, PolicyDocument, Statement } from '../apim/policy.js';
import { refOf } from '../apim/replace-policies.js';
import type { ScopeRef, Service } from '../apim/service.js';
import { fileLine, type FindingPlace } from '../effective/finding-place.js';
import { cutOf } from '../effective/inheritance-cut.js';
import type { ServiceState } from '../effective/service-state.js';
import type { ChangedPair } from '../effective/changed-pair.js';
import type { FindCauses } from '../effective/state-difference.js';
import { refKey } from '../text/policy-ref.js';
import { intersects, type ChangedLines, type LineRange } from './changed-lines.js';
import { samePolicyKey } from './same-policy.js';

/** Returns the cause of a difference: a changed place. A `<cors>` or `<base />` on the changed lines is the most significant. */
export function findCauses(changed: ChangedLines, base: ServiceState | null, head: ServiceState | null): FindCauses {
  const known = new Map<string, Promise<readonly FindingPlace[]>>();
  const service = (head ?? base)?.service;
  return async (pair) => {
    const at = service?.switchedAt;
    if (at !== undefined) return [fileLine(at.path, at.line)];
    const files: PolicyDocument[] = [];
    for (const document of documentsOf(pair, base, head)) if (await isChanged(document, changed)) files.push(document);
    const removed = files.length > 0 ? [] : policyPathsOf(pair).filter((path) => changed.paths.has(path));
    const metadata = files.length + removed.length > 0 ? [] : metadataOf(pair, changed, service);
    const key = [...files.map((file) => refKey(file.ref)), ...removed, ...metadata].join('\u0000');
    let causes = known.get(key);
    if (causes === undefined) known.set(key, (causes = placesOf(files, [...removed, ...metadata], changed)));
    return causes;
  };
}

/** A policy inside a file has changed only if its own lines have. */
async function isChanged({ path, host }: PolicyDocument, changed: ChangedLines): Promise<boolean> {
  if (!changed.paths.has(path)) return false;
  return host === null || intersects(await changed.of(path), host.lines.start, host.lines.end);
}

async function placesOf(files: readonly PolicyDocument[], others: readonly string[], changed: ChangedLines): Promise<readonly FindingPlace[]> {
  const found: { readonly tells: number; readonly place: FindingPlace }[] = [];
  for (const file of files) {
    const all = await changed.of(file.path);
    const { host } = file;
    const ranges = host === null ? all : all.filter((range) => intersects([range], host.lines.start, host.lines.end));
    const { line, at, tells } = tellingLine(file, ranges);
    found.push({ tells, place: { path: file.path, ref: file.ref, line, endLine: line, at } });
  }
  // Other policies of a file are not the cause if another one's `<cors>` or `<base />` changed.
  const most = Math.max(...found.map((one) => one.tells));
  const places = found.filter((one) => one.tells === most).map((one) => one.place);
  for (const path of others) {
    const line = (await changed.of(path))[0]?.start ?? 1;
    places.push(fileLine(path, line));
  }
  return places;
}

interface Telling {
  readonly line: number;
  /** Offset of the statement on that line. */
  readonly at: number | null;
  readonly tells: number;
}

/** The first changed line that decides CORS, with its significance: a `<cors>` most, then `<base />` or a fragment, then the inbound section. */
function tellingLine(document: PolicyDocument, ranges: readonly LineRange[]): Telling {
  const inbound = document.sections.get('inbound') ?? document.sections.get('fragment');
  const touched = (inbound?.statements ?? []).filter((statement): statement is Exclude<Statement, { kind: 'others' }> => {
    if (statement.kind === 'others' || statement.kind === 'policy') return false;
    const place = placeOf(statement);
    return intersects(ranges, place.line, place.endLine);
  });
  const telling = touched.find((statement) => statement.kind === 'cors') ?? touched[0];
  if (telling !== undefined) {
    const place = placeOf(telling);
    const range = ranges.find((one) => one.start <= place.endLine && place.line <= one.end);
    const line = Math.max(place.line, range?.start ?? place.line);
    return { line, at: line === place.line ? place.start : null, tells: telling.kind === 'cors' ? 3 : 2 };
  }
  const first = ranges.find((range) => inbound !== undefined && range.start <= inbound.place.endLine && inbound.place.line <= range.end);
  if (first !== undefined && inbound !== undefined) return { line: Math.max(first.start, inbound.place.line), at: null, tells: 1 };
  return { line: Math.max(ranges[0]?.start ?? inbound?.place.line ?? 1, document.host?.lines.start ?? 1), at: null, tells: 0 };
}

function placeOf(statement: Exclude<Statement, { kind: 'others' }>): Place {
  return statement.kind === 'cors' ? statement.element.place : statement.place;
}

/** The documents for a pair's requests, head's first, then those only in base; including fragments. Policies cut off on both sides are left out. */
function documentsOf(pair: ChangedPair, base: ServiceState | null, head: ServiceState | null): readonly PolicyDocument[] {
  const documents = new Map<string, PolicyDocument>();
  const put = (document: PolicyDocument, scope: ScopeRef, state: ServiceState | null): void => {
    // Lines of base do not apply to a file that still exists.
    if (document.host !== null && state !== head) return;
    const key = samePolicyKey(document, scope);
    if (!documents.has(key)) documents.set(key, document);
  };
  const add = (layers: readonly Layer[], state: ServiceState | null): void => {
    for (const { file, scope } of layers) {
      if (file?.ok !== true) continue;
      const { document } = file;
      put(document, scope, state);
      for (const statement of document.sections.get('inbound')?.statements ?? []) {
        const id = statement.kind === 'include-fragment' ? statement.fragment : null;
        const fragment = id === null ? undefined : state?.fragment(id, scope.workspace);
        if (fragment?.ok === true) put(fragment.document, { kind: 'fragment', workspace: scope.workspace, id, operation: null }, state);
      }
    }
  };
  add(layersHeard(pair.head?.layers ?? []), head);
  add(layersHeard(pair.base?.layers ?? []), base);
  return [...documents.values()];
}

/** Behind a cut of `<inbound>`, a policy only matters if it writes headers in another section. */
function layersHeard(layers: readonly Layer[]): readonly Layer[] {
  const cut = cutOf(layers);
  if (cut === null) return layers;
  return layers.filter(
    ({ file }, index) => index <= cut.index || file?.ok !== true || file.document.headerWriters.some(({ section }) => section !== 'inbound'),
  );
}

/** Paths of policy files on either side, including unreadable ones. */
function policyPathsOf(pair: ChangedPair): readonly string[] {
  const layers = [...(pair.head?.layers ?? []), ...(pair.base?.layers ?? [])];
  return [...new Set(layers.flatMap((layer) => (layer.file === null ? [] : [refOf(layer.file).path])))];
}

/** No policy file changed: named values, links or metadata did. */
function metadataOf(pair: ChangedPair, changed: ChangedLines, service: Service | undefined): readonly string[] {
  return service?.metadataAmong(changed.paths, (pair.head ?? pair.base)?.api ?? null, pair.target.product) ?? [];
}

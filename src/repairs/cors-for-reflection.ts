import type { HeaderWriter, PolicyDocument } from '../apim/policy.js';
import { handWritten } from '../cors/hand-written.js';
import { mergeTargets, type Target } from '../apim/target.js';
import type { OriginUse } from '../effective/origin-site.js';
import { byMethod } from '../effective/own-methods.js';
import type { ServiceState } from '../effective/service-state.js';
import { parseXml, type XmlDocument, type XmlElement } from '../xml/document.js';
import { escapeText, removeNode, replaceElement } from '../xml/edit-elements.js';
import type { Access } from '../cors/access.js';
import type { AccessChangeView } from '../effective/access-change.js';
import { withNewCors, type NewCors } from './new-cors.js';
import { originsMeant } from './origins-meant.js';
import type { Repair, RepairDesk } from './repair.js';
import { at, elementAt, pathTo, rewrite } from './rewrite.js';
import type { RepairTitle } from './title.js';

/**
 * The policy with a `<cors>` that lists the origins it names itself, instead of reflecting; no repair if it names none. Beside an existing `<cors>` the headers
 * are only removed.
 */
export async function listInstead(desk: RepairDesk, state: ServiceState, uses: readonly OriginUse[]): Promise<readonly Repair[]> {
  const [first] = uses;
  if (first === undefined || uses.some(({ document }) => document !== first.document)) return [];
  const { document: policy, scope, what } = first;
  const inbound = policy.sections.get('inbound');
  const isBeside = what === 'header' && inbound?.statements.some(({ kind }) => kind === 'cors') === true;
  const origins = isBeside ? [] : originsMeant(policy, uses);
  const document = isBeside || origins.length > 0 ? await desk.open(policy.ref) : null;
  if (document === null) return [];
  const credentials = uses.some((use) => use.credentials);
  const asRepair = (text: string | null, title: RepairTitle): readonly Repair[] =>
    text === null
      ? []
      : [
          {
            title,
            texts: [{ ref: policy.ref, text }],
            promise: givesOnly(origins, credentials),
            givesMore: false,
            ...(isBeside
              ? { certainty: 'documented', leansOn: null }
              : { certainty: 'inferred', leansOn: { code: 'meant', given: { texts: origins } } }),
          },
        ];
  if (what === 'origin') return asRepair(listed(document, uses, origins), { code: 'list', given: { names: origins } });
  if (inbound === undefined || scope.kind === 'fragment') return [];
  const bare = withoutWriters(document, policy.headerWriters);
  const deletion: RepairTitle = { code: 'delete-set-header', given: { count: policy.headerWriters.length } };
  if (bare === null || isBeside) return asRepair(bare, deletion);
  const again = parseXml(bare);
  const text = again.ok
    ? withNewCors(
        again.document,
        inbound.place,
        newCors(policy, {
          origins,
          credentials,
          methods: methodsOf(
            state,
            uses.flatMap((use) => use.targets),
          ),
        }),
      )
    : null;
  return asRepair(text, { code: 'both', given: { first: { code: 'add-cors', given: { scope } }, second: deletion } });
}

/** Methods of the operations concerned; none if one is unknown: the `<cors>` then allows GET and POST by default. */
export function methodsOf({ service }: ServiceState, targets: readonly Target[]): readonly string[] {
  const all = mergeTargets(targets).map((target) =>
    byMethod(target, service.apis.find(({ id, workspace }) => id === target.api && workspace === target.workspace) ?? null),
  );
  if (all.includes(null)) return [];
  return [...new Set(all.flatMap((one) => (one ?? []).map(({ method }) => method)))].filter((method) => method !== 'OPTIONS').sort();
}

/** Only these origins gain access, and no credentials that were not allowed before. */
function givesOnly(origins: readonly string[], credentials: boolean) {
  const named = new Set(origins);
  return (views: readonly AccessChangeView[]): boolean =>
    views.every(({ difference }) =>
      difference.origins.every(({ origin, before, after, changes }) => {
        // An origin listed in a <cors> may have had access before: two writers may or may not spoil it.
        if (before.allowed === 'unknown' && isListed(after)) return true;
        if (!named.has(origin)) return after.allowed === 'no' || changes.every(({ gained }) => gained.length === 0);
        return credentials || after.credentials === false || before.credentials === true;
      }),
    );
}

function isListed({ why }: Access): boolean {
  return why.code === 'decided' && why.reason.code === 'listed';
}

function listed(document: XmlDocument, uses: readonly OriginUse[], origins: readonly string[]): string | null {
  const source = origins.map((origin) => `<origin>${escapeText(origin)}</origin>`).join('\n');
  const found = uses.map(({ place }) => elementAt(document, place));
  return rewrite(
    document,
    found.reverse().map((element, index) => {
      if (element === null) return () => null;
      // One list replaces all of them.
      return at(pathTo(element), (doc, one) => (index === found.length - 1 ? replaceElement(doc, one, source) : removeNode(doc, one)));
    }),
  );
}

/** The document without its hand-written headers; null if one cannot be edited in place. Everything beside them stays. */
export function withoutWriters(document: XmlDocument, writers: readonly HeaderWriter[]): string | null {
  const elements = new Set<XmlElement>();
  for (const writer of writers) {
    const element = elementAt(document, writer.element.place);
    if (element === null) return null;
    elements.add(element);
  }
  // From the last one up, so that the paths of the others stay valid.
  const paths = [...elements].sort((a, b) => b.span.start - a.span.start).map(pathTo);
  return rewrite(
    document,
    paths.map((path) => at(path, (doc, found) => removeNode(doc, found))),
  );
}

/** The origins to let in, and further known needs besides what the headers say. */
export interface Meant {
  readonly origins: readonly string[];
  readonly credentials: boolean;
  readonly methods: readonly string[];
  readonly headers?: readonly string[];
}

/** A `<cors>` with the literal values of a policy's headers. */
export function newCors({ headerWriters }: PolicyDocument, { origins, credentials, methods, headers = [] }: Meant): NewCors {
  const written = (header: string): readonly string[] => {
    const texts = headerWriters.flatMap((writer) => (writer.header === header ? (handWritten({ ...writer, inside: null }).values ?? []) : []));
    return [...new Set(texts.flatMap((text) => text.split(/[\s,]+/)).filter((name) => /^(?:\*|[\w!#$%&'+.^`|~-]+)$/.test(name)))];
  };
  const named = written('access-control-allow-methods').filter((method) => method !== 'OPTIONS');
  const allowed = written('access-control-allow-headers');
  const known = new Set(allowed.map((name) => name.toLowerCase()));
  return {
    credentials,
    lists: {
      'allowed-origins': origins,
      'allowed-methods': named.length > 0 ? named : methods,
      'allowed-headers': known.has('*') ? allowed : [...allowed, ...headers.filter((name) => !known.has(name.toLowerCase()))],
      'expose-headers': written('access-control-expose-headers'),
    },
  };
}

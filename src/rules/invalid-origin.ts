import { removeNode, replaceElement, setText } from '../xml/edit-elements.js';
import type { Certainty } from '../text/scales.js';
import { parseOrigin, type OriginEntry } from '../cors/origin.js';
import type { InvalidOriginReason } from '../cors/serialised-origin.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { childNamed, repairElement } from '../repairs/element-repair.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { nothingChanges, touchesOnly } from '../repairs/promises.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, originErrorPage, originSerialisation } from '../cors/sources.js';

type InvalidEntry = Extract<OriginEntry, { kind: 'invalid' }>;

/** Rule `invalid-origin`: not an origin. */
export const invalidOrigin: Rule = {
  id: 'invalid-origin',
  title: 'Not an origin',
  severity: 'error',
  severityNote: null,
  ofDocument: true,
  certainty: 'reported',
  detects:
    'An `<origin>` that is no scheme, host and port: a path, quotation marks, a character that nobody sees, a missing, mistyped or doubled scheme, a sub-domain wildcard or pattern, several origins in one element, an empty element, a bad port or host; or `<allowed-origins>` without any origin.',
  why: 'API Management refuses to save such a policy: "Origin must be a valid URL consisting of scheme, host, and port only". No browser ever sends an origin of that form.',
  repair: 'Write scheme, host and port; one `<origin>` element each.',
  sources: [corsPolicyPage, originErrorPage, originSerialisation],
  get fails() {
    return [
      { name: 'a path', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com/orders'] })) }) },
      { name: 'a sub-domain wildcard', head: repository({ [apiPath]: policy(cors({ origins: ['https://*.contoso.com'] })) }) },
      { name: 'a scheme twice', head: repository({ [apiPath]: policy(cors({ origins: ['https://https://app.contoso.com'] })) }) },
      { name: 'no scheme', head: repository({ [apiPath]: policy(cors({ origins: ['app.contoso.com'] })) }) },
      {
        name: 'two origins in one element',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com, https://www.contoso.com'] })) }),
      },
      { name: 'no origin at all', head: repository({ [apiPath]: policy(cors({ origins: [] })) }) },
    ];
  },
  get passes() {
    return [
      { name: 'scheme, host and port', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com:8443'] })) }) },
      { name: 'a named value mid-string', head: repository({ [apiPath]: policy(cors({ origins: ['https://{{app-host}}.contoso.com'] })) }) },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const common = { rule: 'invalid-origin', severity: 'error', scope: element.scope, targets: elementTargets(state, element) } as const;
      if (element.policy.origins.length === 0) {
        const list = childNamed(element.element, 'allowed-origins');
        yield {
          ...common,
          certainty: 'documented',
          says: { code: 'invalid-origin.none', given: {} },
          place: startOf(list?.place ?? element.element.place),
          alsoAt: [startOf(element.element.place)],
          key: 'none',
          repairs: null,
        };
      }
      for (const entry of element.policy.origins) {
        if (entry.kind !== 'invalid') continue;
        yield {
          ...common,
          certainty: certainties[entry.reason] ?? 'reported',
          says: { code: 'invalid-origin', given: { fault: entry.fault } },
          place: allOf(entry.place),
          alsoAt: [],
          key: entry.text.trim(),
          repairs: (desk) => repairs(desk, entry, element.policy.origins),
        };
      }
    }
  },
};

/** No page says how invisible characters are treated. */
const certainties: Partial<Record<InvalidOriginReason, Certainty>> = { empty: 'documented', 'hidden-character': 'inferred' };

/** A named value differs by environment, so it stays; a scheme is added before it or removed. null: the value itself is faulty. */
function keepingNames({ reason, names, text }: InvalidEntry, meant: readonly string[]): readonly string[] | null {
  if (names.length === 0 || meant.length > 1) return meant;
  const written = text.trim();
  if (reason === 'missing-scheme') return [`https://${written}`];
  if (reason !== 'mistyped-scheme') return meant;
  const shorter = written.replace(/^https?:\/\/(?=.)/i, '');
  return shorter === written ? null : [shorter];
}

async function repairs(desk: RepairDesk, entry: InvalidEntry, all: readonly OriginEntry[]): Promise<readonly Repair[]> {
  const meant = entry.replacements;
  if (meant !== null && meant.length > 0) {
    // A named value differs by environment, so it stays; the scheme is added before it.
    const replacements = keepingNames(entry, meant);
    if (replacements === null) return [];
    const [only] = replacements;
    const origins = meant.map((text) => parseOrigin(text, entry.place, () => undefined));
    const named = origins.flatMap((origin) => (origin.kind === 'origin' ? [origin.origin] : []));
    return repairElement(
      desk,
      entry.place,
      (document, element) =>
        replacements.length === 1 && only !== undefined
          ? setText(document, element, only)
          : replaceElement(document, element, replacements.map((text) => `<origin>${text}</origin>`).join('\n')),
      {
        title:
          replacements.length === 1 && only !== undefined
            ? { code: 'write', given: { text: only } }
            : { code: 'one-element-each', given: { of: 'origin' } },
        promise: touchesOnly(named, ['widened', 'unknown', 'mixed']),
        certainty: 'inferred',
        leansOn: { code: 'meant', given: { texts: meant } },
      },
    );
  }
  if (entry.reason !== 'no-element' && all.some((one) => one.kind !== 'invalid')) {
    return repairElement(desk, entry.place, (document, element) => removeNode(document, element), {
      title: { code: 'delete-origin', given: { which: entry.reason === 'empty' ? 'empty' : 'refused' } },
      promise: nothingChanges,
    });
  }
  return [];
}

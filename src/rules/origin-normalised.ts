import { setText } from '../xml/edit-elements.js';
import type { OriginEntry } from '../cors/origin.js';
import type { NormalisationKind } from '../cors/serialised-origin.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { nothingChanges } from '../repairs/promises.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, originSerialisation } from '../cors/sources.js';

type PlainEntry = Extract<OriginEntry, { kind: 'origin' }>;

/** The entry's text in the browser's spelling; if named values make up a part, only the element's own text is changed. */
function tidyText(entry: PlainEntry): string {
  if (entry.names.length === 0) return entry.origin;
  return entry.text.trim().replace(/\/$/, '');
}

/** API Management accepts these spellings: Microsoft's own example has a slash, and a default port has no effect. */
const tolerated: ReadonlySet<NormalisationKind> = new Set(['trailing-slash', 'default-port']);

/** Rule `origin-normalised`: written differently from what browsers send. */
export const originNormalised: Rule = {
  id: 'origin-normalised',
  title: 'Written differently from what browsers send',
  severity: 'info',
  severityNote: null,
  quietRemarks: {
    upTo: 'default',
    because: 'A trailing slash and a default port are tolerated, and taking them out changes nobody’s access.',
  },
  ofDocument: true,
  certainty: 'inferred',
  detects: 'An `<origin>` with a trailing slash, an explicit default port, upper-case letters, non-ASCII letters or white space.',
  why: 'Browsers send `https://app.contoso.com`: lower case, punycode, no default port, no slash. API Management’s own page shows a trailing slash, so it is tolerated there; layers that compare bytes are not so kind, and the same origin in two spellings hides what is allowed.',
  repair: 'Write the origin as browsers send it. Nobody’s access changes.',
  sources: [corsPolicyPage, originSerialisation],
  get fails() {
    return [
      { name: 'a trailing slash', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com/'] })) }) },
      { name: 'the default port', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com:443'] })) }) },
      { name: 'upper case', head: repository({ [apiPath]: policy(cors({ origins: ['https://App.contoso.com'] })) }) },
    ];
  },
  get passes() {
    return [{ name: 'as browsers send it', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }) }];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const seen = new Set<string>();
      for (const entry of element.policy.origins) {
        // `duplicate-entry` reports another spelling of a listed origin.
        if (entry.kind !== 'origin' || seen.has(entry.origin)) continue;
        seen.add(entry.origin);
        if (entry.tidied.length === 0) continue;
        const common = {
          rule: 'origin-normalised',
          severity: 'info',
          place: allOf(entry.place),
          alsoAt: [startOf(element.element.place)],
          scope: element.scope,
          targets: elementTargets(state, element),
        } as const;
        const text = tidyText(entry);
        yield {
          ...common,
          certainty: 'inferred',
          says: { code: 'origin-normalised', given: { origins: [entry.origin], tidied: entry.tidied } },
          key: entry.text.trim(),
          ...(entry.tidied.every((kind) => tolerated.has(kind)) ? ({ isRemark: true } as const) : {}),
          repairs: (desk) =>
            repairElement(desk, entry.place, (document, found) => setText(document, found, text), {
              title: { code: 'write', given: { text } },
              promise: nothingChanges,
              certainty: 'inferred',
            }),
        };
      }
    }
  },
};

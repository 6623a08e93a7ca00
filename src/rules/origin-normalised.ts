import { removeNode, setText } from '../xml/edit-elements.js';
import type { OriginEntry } from '../cors/origin.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { nothingChanges } from '../repairs/promises.js';
import { repairElement } from '../repairs/element-repair.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, originSerialisation } from '../cors/sources.js';

type PlainEntry = Extract<OriginEntry, { kind: 'origin' }>;

/** The text that says the same as a browser would: only as far as the element's own text goes when named values make up the rest. */
function tidyText(entry: PlainEntry): string {
  if (entry.names.length === 0) return entry.origin;
  return entry.text
    .trim()
    .replace(/^["']|["']$/g, '')
    .replace(/\/$/, '');
}

/** Two named values may have one value here and two elsewhere: which of them could go, this repository does not say. */
function mayDiffer(first: PlainEntry, second: PlainEntry): boolean {
  return first.names.length + second.names.length > 0 && first.text.trim() !== second.text.trim();
}

/** Rule `origin-normalised`: written differently from what browsers send. */
export const originNormalised: Rule = {
  id: 'origin-normalised',
  title: 'Written differently from what browsers send',
  severity: 'warning',
  severityNote: null,
  ofDocument: true,
  certainty: 'inferred',
  detects:
    'An `<origin>` with a trailing slash, an explicit default port, upper-case letters, non-ASCII letters, white space or quotation marks; or one that stands twice in the same list.',
  why: 'Browsers send `https://app.contoso.com`: lower case, punycode, no default port, no slash. API Management’s own page shows a trailing slash, so it is tolerated there; layers that compare bytes are not so kind, and the same origin in two spellings hides what is allowed.',
  repair: 'Write the origin as browsers send it. Nobody’s access changes.',
  sources: [corsPolicyPage, originSerialisation],
  get fails() {
    return [
      { name: 'a trailing slash', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com/'] })) }) },
      { name: 'the default port', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com:443'] })) }) },
      { name: 'upper case', head: repository({ [apiPath]: policy(cors({ origins: ['https://App.contoso.com'] })) }) },
      {
        name: 'the same origin twice',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com', 'https://app.contoso.com'] })) }),
      },
    ];
  },
  get passes() {
    const value = (name: string): Readonly<Record<string, string>> => ({
      [`apimartifacts/named values/${name}/namedValueInformation.json`]: JSON.stringify({
        properties: { displayName: name, value: 'https://app.contoso.com' },
      }),
    });
    return [
      { name: 'as browsers send it', head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'] })) }) },
      {
        name: 'two named values that are the same origin here, and need not be so in every environment',
        head: repository({ [apiPath]: policy(cors({ origins: ['{{shop}}', '{{office}}'] })), ...value('shop'), ...value('office') }),
      },
    ];
  },
  *check(state) {
    for (const element of evaluatedCors(state)) {
      const seen = new Map<string, PlainEntry>();
      for (const entry of element.policy.origins) {
        if (entry.kind !== 'origin') continue;
        const common = {
          rule: 'origin-normalised',
          severity: 'warning',
          place: allOf(entry.place),
          alsoAt: [startOf(element.element.place)],
          scope: element.scope,
          targets: elementTargets(state, element),
        } as const;
        const first = seen.get(entry.origin);
        if (first !== undefined) {
          if (mayDiffer(first, entry)) continue;
          yield {
            ...common,
            certainty: 'documented',
            says: { code: 'origin-normalised.twice', given: { origin: entry.origin } },
            key: `twice:${entry.origin}`,
            repairs: (desk) =>
              repairElement(desk, entry.place, (document, found) => removeNode(document, found), {
                title: { code: 'delete-origin', given: { which: 'repeated' } },
                promise: nothingChanges,
              }),
          };
          continue;
        }
        seen.set(entry.origin, entry);
        if (entry.tidied.length === 0) continue;
        const text = tidyText(entry);
        yield {
          ...common,
          certainty: 'inferred',
          says: { code: 'origin-normalised', given: { origin: entry.origin, tidied: entry.tidied } },
          key: entry.text.trim(),
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

import type { NotUnderstood } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import { mergeTargets, type Target } from '../apim/target.js';
import { allSteps, type OpaqueStep, type TooMuch } from '../cors/cors-chain.js';
import { changesBeyond } from '../effective/address-lookups.js';
import { wherever } from '../effective/access-move.js';
import { fileLine, placeKey, startOf, type FindingPlace } from '../effective/finding-place.js';
import { newlyUnfollowed } from '../effective/newly-unfollowed.js';
import { openAddressChanges } from '../effective/open-addresses.js';
import { earlyHeaders } from '../effective/request-headers.js';
import { globalScope } from '../effective/scope-targets.js';
import type { ChainGroup, ServiceState } from '../effective/service-state.js';
import { resolveNames } from '../cors/named-values.js';
import { originSetBeforeCors } from '../cors/questions.js';
import { typeChanges } from '../effective/type-changes.js';
import { isOpen } from '../text/open-parts.js';
import { withoutHidden } from '../text/white-space.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { corsPolicyPage, namedValuesPage, setHeaderPage } from '../cors/sources.js';
import { moveCorsAbove } from '../repairs/move-above.js';
import type { Draft, Rule } from './rule.js';

const app = cors({ origins: ['https://app.contoso.com'] });

/** Rule `not-understood`: a part of a policy that is not understood. */
export const notUnderstood: Rule = {
  id: 'not-understood',
  title: 'A part of a policy that cannot be understood',
  severity: 'error',
  severityNote:
    'warning for a flag, a second list, text in the backend section, a header’s name, or a header or the method of the request; of code that is not followed, error where it says that it writes policies, warning where it reaches API Management, info else; of an API of another type, error where it is one of WebSockets now, warning else; warning for an address',
  certainty: 'inferred',
  detects:
    'Text, a named value or a template’s hole among the elements of a section or of a `<cors>`; an element or attribute known but for its case or prefix (`<CORS>`, `<x:cors>`, `Allow-Credentials`); a second list of a kind in one `<cors>`; a flag that is neither true nor false; a header of the answer whose name is computed; a fragment whose id is computed or a named value; a `<set-header>` that writes the request’s `Origin`, or one whose name is computed, or a `<set-method>`, before a `<cors>` runs. In a review also code that deploys in ways nobody follows, where the change adds or alters it: a command or script (not one that only says something, waits, or reads an address with `curl`), a module kept elsewhere or not there, a template by link, another provider, a release of another revision, a resource of which `ignore_changes` is turned on or off; and an API that is of another type than before (`websocket`, `graphql`), or whose address (or an operation’s) the repository does not decide and writes otherwise than before, where a `<cors>` may let browsers in. Also more than is worked through: more than 64 `<cors>` in one request’s policies, 512 headers of CORS written by hand, 256 names that the repository does not decide or 256 KiB of named values in them, 1,000 products with policies of their own that hold one API; more operations at other addresses than can be looked up; more combinations of what is open than can be tried; fragments nested deeper than 8 or in a circle, and more than 20,000 policies that `<base />` and fragments stand for.',
  why: 'What stands there can be anything, a `<cors>` for every website too, or it is something else than it looks like. So nobody can say that access stays as it is.',
  repair:
    'Write the elements themselves, with the names of the policy reference; keep named values and holes inside values. Set the request’s `Origin` and its method below the `<cors>`.',
  sources: [corsPolicyPage, namedValuesPage, setHeaderPage],
  get fails() {
    return [
      { name: 'a named value among policies', head: repository({ [apiPath]: policy(['<base />', '{{snippet}}', ...app]) }) },
      { name: 'another case', head: repository({ [apiPath]: policy(['<base />', '<CORS />', ...app]) }) },
      {
        name: 'an attribute in another case',
        head: repository({ [apiPath]: policy(cors({ origins: ['https://app.contoso.com'], attributes: ' Allow-Credentials="true"' })) }),
      },
      {
        name: 'the request’s origin is written before cors',
        head: repository({ [apiPath]: policy(['<set-header name="Origin" exists-action="delete" />', ...app]) }),
      },
      {
        name: 'the request gets another method before cors',
        head: repository({ [apiPath]: policy(['<set-method>GET</set-method>', ...app]) }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'comments and white space', head: repository({ [apiPath]: policy(['<base />', '<!-- {{snippet}} -->', ...app]) }) },
      {
        name: 'the request’s origin is kept from the backend, behind cors',
        head: repository({ [apiPath]: policy([...app, '<base />', '<set-header name="Origin" exists-action="delete" />']) }),
      },
    ];
  },
  *check(state) {
    for (const { file, scope } of state.remarkable()) {
      if (!file.ok) continue;
      for (const part of file.document.notUnderstood) {
        const { kind, inside, written, line } = part;
        if (kind === 'header' && isOtherHeader(part, scope, state)) continue;
        yield {
          rule: 'not-understood',
          severity: parts.has(kind) && !isOfTemplate(part) && !isOfBackend(part) ? 'error' : 'warning',
          certainty: 'inferred',
          says: { code: 'not-understood', given: { kind, inside, written } },
          place: { path: file.document.path, ref: file.document.ref, line, endLine: line, at: null },
          alsoAt: [],
          scope,
          key: `${kind}:${inside}:${written}`,
          targets: state.groups.filter((group) => group.layers.some((layer) => layer.file === file)).map((group) => group.target),
          repairs: null,
        };
      }
    }
    for (const { header, scope, targets, isOfCors, isMethod } of earlyHeaders(state)) {
      // `hand-written-cors` reports those.
      if (isOfCors) continue;
      if (header.written.toLowerCase() === 'origin' && state.assume.get(originSetBeforeCors.id) === 'as-sent') continue;
      yield {
        rule: 'not-understood',
        severity: 'warning',
        certainty: 'unknown',
        says: { code: 'not-understood', given: { kind: 'request-header', inside: isMethod ? 'set-method' : 'set-header', written: header.written } },
        place: startOf(header.place),
        alsoAt: [],
        scope,
        key: `request-header:${header.written.toLowerCase()}`,
        targets,
        repairs: (desk) => moveCorsAbove(desk, header.place.ref, header.place),
      };
    }
    yield* tooMuchIn(state.groups);
  },
  *checkChanges({ base, head, changes }) {
    const root = (head ?? base)?.service.root ?? '';
    for (const { what, name, touches, path, line } of newlyUnfollowed(base, head)) {
      yield {
        rule: 'not-understood',
        severity: severities[touches],
        certainty: 'unknown',
        says: { code: 'not-understood.deployment', given: { what, name, touches } },
        place: fileLine(path, line),
        alsoAt: [],
        scope: globalScope,
        key: `deployment:${what}:${name}`,
        targets: [],
        repairs: null,
      };
    }
    for (const { api, before, after, targets } of typeChanges(base, head)) {
      yield {
        rule: 'not-understood',
        severity: after === 'websocket' ? 'error' : 'warning',
        certainty: 'inferred',
        says: { code: 'not-understood.api-type', given: { api: api.id, before, after } },
        place: fileLine(api.metadataPath, api.metadataLine ?? 1),
        alsoAt: [],
        scope: { kind: 'api', workspace: api.workspace, id: api.id, operation: null },
        key: `api-type:${after}`,
        targets,
        repairs: null,
      };
    }
    for (const { api, operation, before, after, targets } of openAddressChanges(base, head)) {
      const own = operation?.writtenAt;
      yield {
        rule: 'not-understood',
        severity: 'warning',
        certainty: 'unknown',
        says: { code: 'not-understood.address', given: { api: api.id, operation: operation?.id ?? null, before, after } },
        place: own === undefined ? fileLine(api.metadataPath, api.metadataLine ?? 1) : fileLine(own.path, own.line),
        alsoAt: [],
        scope: { kind: operation === null ? 'api' : 'operation', workspace: api.workspace, id: api.id, operation: operation?.id ?? null },
        key: `address:${after ?? ''}`,
        targets,
        repairs: null,
      };
    }
    for (const view of changes) {
      // Each side alone is within the bound, but their comparison is not.
      if (!view.difference.isCutShort) continue;
      const [place] = view.causes;
      yield tooMuch('readings', place ?? wherever(view, root), globalScope, view.targets);
    }
    const beyond = changesBeyond(changes);
    if (beyond !== null) yield tooMuch('addresses', beyond.place, beyond.scope, beyond.targets);
  },
};

/** Parts that may be a `<cors>`. */
const parts: ReadonlySet<NotUnderstood['kind']> = new Set(['text', 'element', 'attribute', 'fragment']);

/** A fragment id that code fills in before deployment: mostly its own. */
function isOfTemplate({ kind, written }: NotUnderstood): boolean {
  return kind === 'fragment' && !written.includes('{{') && !written.startsWith('@');
}

/** `<backend>` forwards the request: it cannot contain `<cors>`, and nothing in it writes response headers. */
function isOfBackend({ kind, inside }: NotUnderstood): boolean {
  return kind === 'text' && inside === 'backend';
}

/** Code that deploys policies unseen is as serious as an unreviewed policy. */
const severities = { policies: 'error', service: 'warning', unknown: 'info' } as const;

function tooMuch(what: TooMuch, place: FindingPlace, scope: ScopeRef, targets: readonly Target[], key = ''): Draft {
  return {
    rule: 'not-understood',
    severity: 'error',
    certainty: 'inferred',
    says: { code: 'not-understood.too-much', given: { what } },
    place,
    alsoAt: [],
    scope,
    key: `too-much:${what}:${key}`,
    targets,
    repairs: null,
  };
}

/** One finding for several chains that exceed the same bound. What is beyond the bound is the same only if its text is equal. */
function* tooMuchIn(groups: readonly ChainGroup[]): Iterable<Draft> {
  const found = new Map<string, { readonly step: OpaqueStep; readonly what: TooMuch; readonly scope: ScopeRef; readonly targets: Target[] }>();
  for (const { chain, target } of groups) {
    for (const step of allSteps(chain)) {
      if (step.kind !== 'opaque' || step.reason.code !== 'too-much') continue;
      const { what, scope } = step.reason;
      const key = `${what}\0${placeKey(startOf(step.place))}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { step, what, scope, targets: [target] });
      else if (known.targets.at(-1) !== target) known.targets.push(target);
    }
  }
  for (const { step, what, scope, targets } of found.values()) yield tooMuch(what, startOf(step.place), scope, mergeTargets(targets), step.key);
}

/** A named value gives the name, and CORS does not use a header of that name. */
function isOtherHeader({ written }: NotUnderstood, { workspace }: ScopeRef, state: ServiceState): boolean {
  const name = resolveNames(written, (value) => state.namedValue(value, workspace));
  return name !== null && !isOpen(name, 'name') && !withoutHidden(name).trim().toLowerCase().startsWith('access-control-');
}

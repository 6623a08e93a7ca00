import { elementsOf, type XmlElement } from '../xml/document.js';
import { isWholeFile } from '../text/policy-ref.js';
import { findDelays, type Delay, type Refuser } from '../effective/before-cors.js';
import { HarmlessChecks } from '../effective/harmless-checks.js';
import type { PolicyDocument } from '../apim/policy.js';
import { type Target } from '../apim/target.js';
import { moveBefore } from '../xml/edit-elements.js';
import { startOf } from '../effective/finding-place.js';
import { apiPath, cors, globalPath, policy, product, repository, within } from '../layouts/apiops/example.js';
import { takesNothing } from '../repairs/promises.js';
import { at, elementAt, follow, pathTo, rewrite } from '../repairs/rewrite.js';
import type { Draft, Rule } from './rule.js';
import type { Repair, RepairDesk } from '../repairs/repair.js';
import { corsPolicyPage, errorBeforeCorsIssue, errorHandlingPage } from '../cors/sources.js';

function draftOf({ document, scope, bringer, refusers }: Delay, targets: readonly Target[]): Draft {
  const told = refusers.map(({ name, path, line }) => ({ name, path: path === document.path ? null : path, line }));
  const endsAll = told[refusers.findIndex((refuser) => refuser.endsAll)] ?? null;
  return {
    rule: 'policy-before-cors',
    severity: endsAll === null ? 'warning' : 'error',
    certainty: 'reported',
    says: {
      code: 'policy-before-cors',
      given: { refusers: told, bringer: bringer.kind, endsAll },
    },
    place: startOf(bringer.place),
    alsoAt: [],
    scope,
    key: [...new Set(refusers.map((refuser) => refuser.name))].sort().join(' '),
    targets,
    repairs: (desk) => repairs(desk, document, bringer, refusers),
  };
}

/** Moves what brings the `<cors>` above the first statement that refuses, or inherits something that does. */
async function repairs(
  desk: RepairDesk,
  { ref }: PolicyDocument,
  bringer: Delay['bringer'],
  refusers: readonly Refuser[],
): Promise<readonly Repair[]> {
  const document = await desk.open(ref);
  const element = document === null ? null : elementAt(document, bringer.place);
  if (document === null || element?.parent == null) return [];
  const own = new Set(refusers.filter((refuser) => refuser.via === null).map(({ name, line }) => `${name}:${line}`));
  const bringers = new Set(refusers.flatMap((refuser) => refuser.via?.start ?? []));
  const siblings = elementsOf(element.parent);
  const before = siblings.slice(0, siblings.indexOf(element));
  const isNamed = ({ name }: XmlElement): boolean => refusers.some((refuser) => refuser.via === null && refuser.name === name);
  const reference =
    before.find(
      (sibling) => own.has(`${sibling.name}:${document.positionAt(sibling.span.start).line}`) || bringers.has(sibling.span.start),
      // Inside another file the lines are that file's, so the name is given instead.
    ) ?? (isWholeFile(ref) ? undefined : before.find(isNamed));
  if (reference === undefined) return [];
  const target = pathTo(reference);
  const text = rewrite(document, [
    at(pathTo(element), (doc, found) => {
      const first = follow(doc, target);
      return first === null ? null : moveBefore(doc, found, first);
    }),
  ]);
  if (text === null) return [];
  const what = bringer.kind === 'include-fragment' ? 'fragment' : bringer.kind;
  return [
    {
      title: { code: 'move-above', given: { what, above: reference.name } },
      texts: [{ ref, text }],
      promise: takesNothing,
      certainty: bringer.kind === 'base' ? 'inferred' : 'documented',
      givesMore: false,
      leansOn: what === 'cors' ? null : { code: 'runs-earlier', given: { what, above: reference.name } },
    },
  ];
}

const origins = ['https://app.contoso.com'];
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);

/** Rule `policy-before-cors`: a refusing policy precedes <cors>. */
export const policyBeforeCors: Rule = {
  id: 'policy-before-cors',
  title: 'A policy that refuses stands before <cors>',
  severity: 'warning',
  severityNote: 'error where one of them answers every request',
  ofDocument: true,
  certainty: 'reported',
  detects:
    'A policy that refuses requests (tokens, headers, addresses, limits) or answers them itself, and runs before the first `<cors>` of the effective policy: in the same document, or brought in by a `<base />` above it. Policies that fail only when something is broken, such as `send-request`, are not counted, nor is a check of the `Origin` that lets every origin pass that any `<cors>` behind it lists, nor the product “Starter” as API Management creates it (a rate limit and a quota).',
  why: 'Preflights are not concerned. But when the request itself is refused before `<cors>` has run, the refusal carries no CORS headers: the page cannot read the 401 or 429, and the console shows a CORS error that sends people looking in the wrong place. An answer that no condition limits (`<mock-response>`, `<return-response>`) ends every request there: the preflight passes, and no page can read any answer.',
  repair: 'Move `<cors>` above the first of them.',
  sources: [corsPolicyPage, errorHandlingPage, errorBeforeCorsIssue],
  get fails() {
    return [
      { name: 'a token is checked first', head: repository({ [apiPath]: policy(['<base />', ...jwt, ...cors({ origins })]) }) },
      {
        name: 'the global policy, inherited above, limits the rate',
        head: repository({
          [globalPath]: policy(['<rate-limit calls="10" renewal-period="60" />']),
          [apiPath]: policy(['<base />', ...cors({ origins })]),
        }),
      },
      {
        name: 'a product limits the rate before the global policy is inherited',
        head: repository({
          [globalPath]: policy(cors({ origins })),
          ...product(policy(['<rate-limit calls="5" renewal-period="60" />', '<base />'])),
        }),
      },
      {
        name: 'a check of the origin refuses one that cors lists',
        head: repository({
          [apiPath]: policy([
            ...within(
              'check-header name="Origin"',
              origins.map((one) => `<value>${one}</value>`),
            ),
            ...cors({ origins: [...origins, 'https://shop.contoso.com'] }),
            '<base />',
          ]),
        }),
      },
      {
        name: 'a condition that answers',
        head: repository({
          [apiPath]: policy([
            ...within('choose', within('when condition="@(context.User == null)"', ['<return-response><set-status code="401" /></return-response>'])),
            ...cors({ origins }),
            '<base />',
          ]),
        }),
      },
      {
        name: 'every request is answered by a mock',
        head: repository({ [apiPath]: policy(['<base />', '<mock-response status-code="200" />', ...cors({ origins })]) }),
      },
    ];
  },
  get passes() {
    return [
      { name: 'cors first', head: repository({ [apiPath]: policy([...cors({ origins }), '<base />', ...jwt]) }) },
      {
        name: 'what stands before it refuses nobody',
        head: repository({ [apiPath]: policy(['<set-variable name="a" value="b" />', ...cors({ origins }), '<base />', ...jwt]) }),
      },
      {
        name: 'the product that API Management creates with a service',
        head: repository({
          [globalPath]: policy(cors({ origins })),
          ...product(policy(['<rate-limit calls="5" renewal-period="60" />', '<quota calls="100" renewal-period="604800" />', '<base />'])),
        }),
      },
      {
        name: 'a check of the origin lets every origin pass that cors lists',
        head: repository({
          [apiPath]: policy([
            ...within(
              'check-header name="Origin"',
              origins.map((one) => `<value>${one}</value>`),
            ),
            ...cors({ origins }),
            '<base />',
          ]),
        }),
      },
      { name: 'no cors at all', head: repository({ [apiPath]: policy(['<base />', ...jwt]) }) },
      {
        name: 'the product inherits first',
        head: repository({
          [globalPath]: policy(cors({ origins })),
          ...product(policy(['<base />', '<rate-limit calls="5" renewal-period="60" />'])),
        }),
      },
    ];
  },
  *check(state) {
    const checks = new HarmlessChecks(state);
    for (const { delay, targets } of findDelays(state)) {
      const refusers = delay.refusers.filter((refuser) => !checks.has(refuser));
      const reached = refusers.length === 0 ? [] : targets();
      if (reached.length > 0) yield draftOf({ ...delay, refusers }, reached);
    }
  },
};

import { checksCallers, droppedPolicies, type Dropped } from '../effective/dropped-policies.js';
import { startOf } from '../effective/finding-place.js';
import { apiPath, cors, globalPath, policy, repository, rest, within } from '../layouts/apiops/example.js';
import { inheritAgain } from '../repairs/inherit.js';
import type { Draft, Rule } from './rule.js';
import { scopesPage } from '../cors/sources.js';

function draftOf({ document, scope, section, how, partly, isPreflight, policies, targets }: Dropped): Draft {
  const place = document.sections.get(section)?.place ?? { path: document.path, ref: document.ref, line: 1, endLine: 1, start: 0, end: 0 };
  return {
    rule: 'inherited-policies-dropped',
    severity: isPreflight ? 'info' : policies.some(checksCallers) ? 'error' : 'warning',
    certainty: 'documented',
    says: { code: 'inherited-policies-dropped', given: { section, how, partly, policies, targets } },
    place: startOf(place),
    alsoAt: [],
    scope,
    key: [
      ...(section === 'inbound' ? [] : [`${section}:`]),
      ...(partly ? ['partly'] : []),
      ...[...new Set(policies.map(({ name }) => name))].sort(),
    ].join(' '),
    targets,
    repairs: partly ? null : (desk) => inheritAgain(desk, document, section),
  };
}

const origins = ['https://app.contoso.com'];
const jwt = within('validate-jwt header-name="Authorization"', [
  '<openid-config url="https://login.contoso.com/.well-known/openid-configuration" />',
]);
const strip = '<set-header name="X-Powered-By" exists-action="delete" />';
const limit = '<rate-limit calls="10" renewal-period="60" />';

/** Rule `inherited-policies-dropped`: after a change, inherited policies do not run any more. */
export const inheritedPoliciesDropped: Rule = {
  id: 'inherited-policies-dropped',
  title: 'Inherited policies no longer run',
  severity: 'warning',
  severityNote:
    'error when one of them checks callers: a token, a certificate, a header or an address; info on an operation that takes OPTIONS, whose preflights carry nothing to check',
  certainty: 'documented',
  detects:
    'A change that takes `<base />` out of a section, or adds a policy without it, below a scope that has more than `<cors>` to inherit there; each section by itself. A limit or a check that the policy has itself, in every request (in each branch of a `<choose>` with `<otherwise>`, say), is not counted as missing; what runs in some branches only is.',
  why: 'Without `<base />` no policy of a broader scope runs here. `<base />` is often taken away to get rid of an inherited `<cors>`; rate limits, token checks and the choice of the backend go with it, and nobody is told.',
  repair: 'Put `<base />` back. Where an inherited `<cors>` was the reason, put it below this policy’s own `<cors>`.',
  sources: [scopesPage],
  get fails() {
    return [
      {
        name: 'base is taken away, and with it the check of tokens',
        base: repository({ [globalPath]: policy(jwt), [apiPath]: policy(['<base />', ...cors({ origins })]) }),
        head: repository({ [globalPath]: policy(jwt), [apiPath]: policy(cors({ origins })) }),
      },
      {
        name: 'a section other than inbound',
        base: repository({ [globalPath]: policy([], rest([strip])), [apiPath]: policy(cors({ origins })) }),
        head: repository({ [globalPath]: policy([], rest([strip])), [apiPath]: policy(cors({ origins }), rest([])) }),
      },
      {
        name: 'base moves into a branch that some requests do not take',
        base: repository({ [globalPath]: policy(jwt), [apiPath]: policy(['<base />']) }),
        head: repository({ [globalPath]: policy(jwt), [apiPath]: policy(within('choose', within('when condition="@(false)"', ['<base />']))) }),
      },
      {
        name: 'a new policy does not inherit the limit',
        base: repository({ [globalPath]: policy([limit]) }),
        head: repository({ [globalPath]: policy([limit]), [apiPath]: policy(cors({ origins })) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'the check is made here now',
        base: repository({ [globalPath]: policy(jwt), [apiPath]: policy(['<base />']) }),
        head: repository({ [globalPath]: policy(jwt), [apiPath]: policy([...cors({ origins }), ...jwt]) }),
      },
      {
        name: 'base moves below cors',
        base: repository({ [globalPath]: policy(jwt), [apiPath]: policy(['<base />', ...cors({ origins })]) }),
        head: repository({ [globalPath]: policy(jwt), [apiPath]: policy([...cors({ origins }), '<base />']) }),
      },
    ];
  },
  *checkChanges({ base, head }) {
    for (const dropped of droppedPolicies(base, head)) yield draftOf(dropped);
  },
};

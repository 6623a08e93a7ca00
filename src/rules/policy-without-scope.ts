import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import { scopesPage } from '../cors/sources.js';
import { fileLine } from '../effective/finding-place.js';
import { wholeFile } from '../text/policy-ref.js';
import type { Rule } from './rule.js';

const path = 'infra/policies/orders-apiPolicy.xml';
const own = cors({ origins: ['https://app.contoso.com'] });

const bicepPath = 'infra/main.bicep';
const bicep = (lines: readonly string[]): string => `var text='''${policy(lines)}'''\n`;

/** Rule `policy-without-scope`: a policy whose scope is unknown. */
export const policyWithoutScope: Rule = {
  id: 'policy-without-scope',
  title: 'A policy whose scope nobody knows',
  severity: 'error',
  severityNote: null,
  certainty: 'documented',
  detects:
    'A policy of which no layout and no entry under `scopes:` says where it stands, or that could not be read, and that holds what decides browser access: a `<cors>`, or a `<set-header>` that writes or deletes an `Access-Control-…` header. A policy inside Bicep or ARM code, or that Terraform code writes out for a module kept elsewhere, counts where its own text changes. So does a template that is compiled from a Bicep file, where it deploys other policies than that says. In a review: those that the change adds, alters or deletes, where either side holds such a thing; those in which it takes a `<base />` away, or puts an `<include-fragment>` in or takes one out, for the `<cors>` may be in what these stand for; those that had a scope and have none any more, though their files do not change; and those beside another policy that is taken for the scope. Lines of `.gitattributes` by which git checks out other text of a service’s files than it keeps, or leaves them out, are told too, and a service of artifacts that is new inside the folder of another one: what is deployed from there is not known. So are a pipeline that has the publisher of artifacts take another folder than in base, or another configuration where not both are evaluated as environments (what a stage gets from both is compared where they are), and a configuration that by its name belongs to no environment, where values or policies in it change that decide whom a policy lets in.',
  why: 'Which operations the policy reaches, and which other policies come before it, is not known, so nobody can say who gains or loses access. A check that passes what it has not looked at is worth nothing.',
  repair:
    'Paste the entry below `scopes:` in the configuration, and check its scope and ids, which are a guess where base does not tell them. A policy inside code needs a file of its own for that. If nothing deploys the file, lower the rule for its path.',
  sources: [scopesPage],
  get fails() {
    return [
      { name: 'a policy in a folder of its own', head: { [path]: policy(own) } },
      { name: 'in a Bicep file', base: { [bicepPath]: bicep([]) }, head: { [bicepPath]: bicep(own) } },
      { name: 'a fragment is included', base: { [path]: policy([]) }, head: { [path]: policy(['<include-fragment fragment-id="web" />']) } },
      {
        name: 'a second policy in the folder of an API',
        base: repository({ [apiPath]: policy([]) }),
        head: repository({ [apiPath]: policy([]), [apiPath.replace('policy.xml', 'orders.xml')]: policy(own) }),
      },
      {
        name: 'a service inside another one',
        base: repository({ [apiPath]: policy(own) }),
        head: { ...repository({ [apiPath]: policy(own) }), 'apimartifacts/x/apis/orders/apiInformation.json': '{}' },
      },
      { name: 'a change beside artifacts', base: repository({ [path]: policy([]) }), head: repository({ [path]: policy(own) }) },
    ];
  },
  get passes() {
    return [
      { name: 'nothing in it decides browser access', base: repository({ [path]: policy([]) }), head: repository({ [path]: policy(['<base />']) }) },
      { name: 'a Bicep file changes around its policy', base: { [bicepPath]: bicep(own) }, head: { [bicepPath]: `// as before\n${bicep(own)}` } },
      { name: 'artifacts say where it stands', base: repository({ [apiPath]: policy([]) }), head: repository({ [apiPath]: policy(own) }) },
    ];
  },
  *checkUnplaced({ path: at, why, decidesAt, suggestion }) {
    if (decidesAt === null) return;
    yield {
      rule: 'policy-without-scope',
      severity: 'error',
      certainty: 'documented',
      says: { code: 'policy-without-scope', given: { why, suggestion } },
      place: { ...fileLine(at, decidesAt), ref: wholeFile(at) },
      alsoAt: [],
      scope: { kind: 'api', workspace: null, id: at, operation: null },
      key: why,
      targets: [],
      repairs: null,
    };
  },
};

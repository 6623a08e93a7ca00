import { allOf, startOf } from '../effective/finding-place.js';
import { siteKey } from '../effective/origin-site.js';
import { originUses } from '../effective/origin-uses.js';
import { elementTargets, evaluatedCors, type CorsElement, type ServiceState } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Service } from '../apim/service.js';
import { openParts } from '../text/open-parts.js';
import type { Rule } from './rule.js';
import { corsPolicyPage, expressionsPage, namedValuesPage } from '../cors/sources.js';

/** A property of a resource, as Terraform (`azurerm_static_web_app.web.default_host_name`) and Bicep (`web.properties.defaultHostname`) name it. */
const ofResource = /^(?:module\.[\w-]+\.)*(?!data\.)[a-z]+_\w+\.[\w-]+\.\w+$|^[\w.-]+\.properties\.\w+$/;

/** Whether the same code deploys everything that is undecided in an origin: its author then chose the page. */
function isDeployedHere(label: string, { existing }: Service): boolean {
  const isElsewhere = (name: string): boolean => existing?.has(name.replace(/\.properties\..*$/, '')) === true;
  return openParts(label, 'origin').every(({ kind, name }) => kind === 'hole' && ofResource.test(name) && !isElsewhere(name));
}

/** Rule `unresolved-origin`: an origin that the repository does not decide. */
export const unresolvedOrigin: Rule = {
  id: 'unresolved-origin',
  title: 'An origin the repository does not hold',
  severity: 'info',
  severityNote: 'warning in a policy of a workspace for a named value that only the service has: workspaces cannot refer to those',
  quietRemarks: {
    upTo: 'default',
    because: 'The host of a resource that the same code deploys is unknown before it is deployed, and whose page it is was chosen there.',
  },
  certainty: 'unknown',
  detects: 'An `<origin>` that is a named value without a value in the repository (secret, key vault, missing), a placeholder, or a C# expression.',
  why: 'Whom the policy lets in cannot be told from the change.',
  repair: 'Keep the value of an origin in a plain named value; list origins one by one instead of computing them.',
  sources: [namedValuesPage, expressionsPage, corsPolicyPage],
  get fails() {
    return [
      { name: 'a named value that is nowhere', head: repository({ [apiPath]: policy(cors({ origins: ['{{app-origin}}'] })) }) },
      {
        name: 'an origin that is computed',
        head: repository({ [apiPath]: policy(cors({ origins: ['@("https://" + context.Request.OriginalUrl.Host)'] })) }),
      },
    ];
  },
  get passes() {
    return [
      {
        name: 'a named value with its value',
        head: repository({
          [apiPath]: policy(cors({ origins: ['{{app-origin}}'] })),
          'apimartifacts/named values/app-origin/namedValueInformation.json': JSON.stringify({
            properties: { displayName: 'app-origin', secret: false, value: 'https://app.contoso.com' },
          }),
        }),
      },
    ];
  },
  *check(state) {
    // Other rules report those that let in unintended origins.
    const told = new Set(originUses(state).flatMap((use) => (use.verdict === 'reflected' || use.verdict === 'loose' ? [siteKey(use.place)] : [])));
    for (const element of evaluatedCors(state)) {
      for (const entry of element.policy.origins) {
        if (entry.kind !== 'unresolved' || told.has(siteKey(entry.place))) continue;
        const given = { cause: entry.cause, names: entry.names, ...ofService(state, element, entry.names) };
        yield {
          rule: 'unresolved-origin',
          // The text is probably a mistake: it is refused, or lets in the origin in the service's value.
          severity: 'areOfService' in given ? 'warning' : 'info',
          certainty: 'unknown',
          says: { code: 'unresolved-origin', given },
          place: allOf(entry.place),
          alsoAt: [startOf(element.element.place)],
          scope: element.scope,
          key: entry.label,
          ...(entry.cause === 'template' && isDeployedHere(entry.label, state.service) ? ({ isRemark: true } as const) : {}),
          targets: elementTargets(state, element),
          repairs: null,
        };
      }
    }
  },
};

/** Policies of a workspace see only their workspace's named values. */
function ofService({ service }: ServiceState, { scope }: CorsElement, names: readonly string[]): { readonly areOfService?: true } {
  return scope.workspace !== null && names.length > 0 && names.every((name) => service.namedValues.has(name)) ? { areOfService: true } : {};
}

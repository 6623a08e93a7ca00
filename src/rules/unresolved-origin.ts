import type { OriginEntry } from '../cors/origin.js';
import { allOf, startOf } from '../effective/finding-place.js';
import { elementTargets, evaluatedCors } from '../effective/service-state.js';
import { apiPath, cors, policy, repository } from '../layouts/apiops/example.js';
import type { Draft, Rule } from './rule.js';
import { corsPolicyPage, expressionsPage, namedValuesPage } from '../cors/sources.js';

type Unresolved = Extract<OriginEntry, { kind: 'unresolved' }>;

/** Rule `unresolved-origin`: an origin the repository does not hold. */
export const unresolvedOrigin: Rule = {
  id: 'unresolved-origin',
  title: 'An origin the repository does not hold',
  severity: 'info',
  severityNote: 'error when the expression reflects the caller’s origin or compares it loosely',
  certainty: 'unknown',
  detects: 'An `<origin>` that is a named value without a value in the repository (secret, key vault, missing), a placeholder, or a C# expression.',
  why: 'Whom the policy lets in cannot be told from the change. An expression that hands back the caller’s own origin, or compares it with Contains, EndsWith or an open regular expression, lets in origins nobody meant.',
  repair: 'Keep the value of an origin in a plain named value; list origins one by one instead of computing them.',
  sources: [namedValuesPage, expressionsPage, corsPolicyPage],
  get fails() {
    return [
      { name: 'a named value that is nowhere', head: repository({ [apiPath]: policy(cors({ origins: ['{{app-origin}}'] })) }) },
      {
        name: 'an expression that reflects the caller',
        head: repository({ [apiPath]: policy(cors({ origins: ['@(context.Request.Headers.GetValueOrDefault("Origin",""))'] })) }),
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
    for (const element of evaluatedCors(state)) {
      for (const entry of element.policy.origins) {
        if (entry.kind !== 'unresolved') continue;
        const common = {
          rule: 'unresolved-origin',
          place: allOf(entry.place),
          alsoAt: [startOf(element.element.place)],
          scope: element.scope,
          key: entry.label,
          targets: elementTargets(state, element),
          repairs: null,
        } as const;
        yield { ...common, ...judgement(entry) };
      }
    }
  },
};

function judgement(entry: Unresolved): Pick<Draft, 'severity' | 'certainty' | 'says'> {
  const { expression } = entry;
  if (expression?.reflectsOrigin === true) {
    return { severity: 'error', certainty: 'inferred', says: { code: 'unresolved-origin.reflected', given: {} } };
  }
  if (expression !== undefined && expression.looseMatch !== null) {
    return { severity: 'error', certainty: 'inferred', says: { code: 'unresolved-origin.loose', given: { how: expression.looseMatch } } };
  }
  return { severity: 'info', certainty: 'unknown', says: { code: 'unresolved-origin', given: { cause: entry.cause, names: entry.names } } };
}

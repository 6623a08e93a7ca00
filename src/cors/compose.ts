import type { Condition, EffectiveStatement } from '../apim/chain.js';
import type { ElementSnapshot } from '../apim/policy.js';
import type { ScopeRef } from '../apim/service.js';
import type { CorsChain, CorsStep, Guard } from './chain.js';
import type { CorsPolicy } from './policy.js';
import { branchRuns, fragmentHoldsCors, missingInboundInherits } from './questions.js';

/** Reads one `<cors>` as the scope it stands at sees it: named values resolve per workspace. */
export type ReadCors = (element: ElementSnapshot, scope: ScopeRef) => CorsPolicy;

/** The steps that decide CORS, first to last, of an effective inbound section. Whatever is not CORS is left out. */
export function corsChain(statements: readonly EffectiveStatement[], read: ReadCors): CorsChain {
  const steps: CorsStep[] = [];
  for (const statement of statements) {
    const guards = statement.conditions.map(guardOf);
    switch (statement.kind) {
      case 'cors':
        steps.push({
          kind: 'cors',
          policy: read(statement.element, statement.scope),
          scope: statement.scope,
          how: statement.how,
          guards,
        });
        break;
      case 'broken': {
        const { path, line, message, id } = statement.broken;
        const place = { path, line, endLine: line, start: 0, end: 0 };
        steps.push({ kind: 'opaque', key: `${path}@${id}`, reason: message, place, guards });
        break;
      }
      case 'missing-fragment': {
        const reason = `the policy fragment '${statement.fragment}' is not in the repository`;
        const holds: Guard = { question: fragmentHoldsCors(statement.fragment), value: 'yes' };
        steps.push({ kind: 'opaque', key: `fragment:${statement.fragment}`, reason, place: statement.place, guards: [...guards, holds] });
        break;
      }
      case 'policy':
        break;
    }
  }
  return { steps };
}

function guardOf(condition: Condition): Guard {
  switch (condition.kind) {
    case 'missing-inbound':
      return { question: missingInboundInherits(condition.path), value: 'yes' };
    case 'branch':
      return { question: branchRuns(condition.policy, condition.place), value: 'yes' };
  }
}

import type { Layer } from '../apim/layers.js';
import type { FlowStep, PolicyDocument } from '../apim/policy.js';
import { lookAlikes, namedIn } from '../cors/expression/look-alikes.js';
import { FilledIn, resolveNames } from '../cors/named-values.js';
import { isExpression } from '../text/open-parts.js';
import { stepsOf } from './origin-site.js';
import { meetsChecks } from './request-checks.js';
import { hangOnRequest } from './request-writers.js';
import type { ServiceState } from './service-state.js';

/** Origins that hand-written checks or header values distinguish. `named`: those they compare with; `alike`: look-alikes that a careless comparison accepts. */
export interface Compared {
  /** Some request may meet such a check or header. */
  readonly isAny: boolean;
  readonly named: readonly string[];
  readonly alike: readonly string[];
}

const nothing: Compared = { isAny: false, named: [], alike: [] };
/** Most look-alikes that are tried: each is one request for each operation. */
const mostAlike = 60;

const known = new WeakMap<ServiceState, Map<string, Compared>>();
const texts = new WeakMap<PolicyDocument, readonly string[]>();

/** The origins that hand-written checks and headers of some policies distinguish, by the texts in the policies. */
export function originsCompared(state: ServiceState, layers: readonly Layer[]): Compared {
  if (!meetsChecks(state, layers) && !hangOnRequest(state.chain(layers).written)) return nothing;
  const workspace = layers[0]?.scope.workspace ?? null;
  const fragments = state.service.fragments.flatMap((one) => (one.workspace === workspace && one.policy.ok ? [one.policy.document] : []));
  const documents = [...layers.flatMap(({ file }) => (file?.ok === true ? [file.document] : [])), ...fragments].filter(({ flow }) => flow !== null);
  const names = new FilledIn((name) => state.namedValue(name, workspace)).lookup;
  const all = new Set(documents.flatMap(textsOf).map((text) => resolveNames(text, names) ?? text));
  const ofState = known.get(state) ?? new Map<string, Compared>();
  known.set(state, ofState);
  const key = [...all].join('\n');
  let found = ofState.get(key);
  if (found === undefined) {
    const named = namedIn(all);
    ofState.set(
      key,
      (found = {
        isAny: true,
        named,
        alike: lookAlikes(all)
          .filter((origin) => !named.includes(origin))
          .slice(0, mostAlike),
      }),
    );
  }
  return found;
}

function textsOf(document: PolicyDocument): readonly string[] {
  let found = texts.get(document);
  if (found === undefined) texts.set(document, (found = [...stepsOf(document.flow)].flatMap(textsIn).flatMap(stringsIn)));
  return found;
}

function textsIn(step: FlowStep): readonly (string | null)[] {
  if (step.kind === 'variable') return [step.value];
  if (step.kind === 'choose') return step.branches.map(({ condition }) => condition);
  if (step.kind === 'writer') return step.writer.element.children.map((child) => child.text);
  return step.kind === 'origin-check' ? step.values : [];
}

/** The texts in an expression, or a plain text itself. */
function stringsIn(text: string | null): readonly string[] {
  if (text === null) return [];
  return isExpression(text.trim()) ? [...text.matchAll(/"([^"]*)"/g)].map(([, inside = '']) => inside) : [text];
}

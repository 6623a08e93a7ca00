import { readChangedPolicy } from '../apim/read-policy.js';
import type { Api } from '../apim/service.js';
import { routeIn } from '../effective/request-route.js';
import type { ServiceState } from '../effective/service-state.js';
import { wholeFile, type PolicyRef } from '../text/policy-ref.js';
import { parseXml, type XmlDocument } from '../xml/document.js';
import type { ExplainTarget } from './request-target.js';

/** A policy without effect: each section only inherits. */
const emptyPolicy = [
  '<policies>',
  ...['inbound', 'backend', 'outbound', 'on-error'].flatMap((section) => [`    <${section}>`, '        <base />', `    </${section}>`]),
  '</policies>',
  '',
].join('\n');

/** The path of a policy for which there is no file. */
const nowhere = 'policy of the API';

/** An API without a policy, as if it had an empty one: the answers stay the same, and there is a place to write to. */
export interface OwnPolicy {
  readonly target: ExplainTarget;
  readonly ref: PolicyRef;
  /** The layout gives the place of the file. */
  readonly hasPlace: boolean;
}

/** null: the API has a policy, or a part of it was not read. */
export function withOwnPolicy(target: ExplainTarget): OwnPolicy | null {
  const { route } = target;
  if (route.api.policy !== null) return null;
  const path = route.api.newPolicyPath;
  const ref = wholeFile(path ?? nowhere);
  const again = routeIn(stateWith(route.state, route.api, ref), route);
  return again === null ? null : { target: { ...target, route: again }, ref, hasPlace: path !== undefined };
}

/** The empty policy as a document to write into. */
export function emptyDocument(): XmlDocument | null {
  const parsed = parseXml(emptyPolicy);
  return parsed.ok ? parsed.document : null;
}

/** Cached with the state, for several requests may go to one API. */
const made = new WeakMap<ServiceState, Map<Api, ServiceState>>();

function stateWith(state: ServiceState, api: Api, ref: PolicyRef): ServiceState {
  const known = made.get(state) ?? new Map<Api, ServiceState>();
  made.set(state, known);
  const found = known.get(api);
  if (found !== undefined) return found;
  const policy = readChangedPolicy(ref, 'empty', emptyPolicy);
  const next = state.with({ ...state.service, apis: state.service.apis.map((one) => (one === api ? { ...one, policy } : one)) });
  known.set(api, next);
  return next;
}

import { openRepository } from '../../src/layouts/repository.js';
import { PolicyCache } from '../../src/apim/policy-cache.js';
import { ServiceState } from '../../src/effective/service-state.js';
import { planProbe, type ProbePlan, type ProbePlanOptions } from '../../src/probe/probe-plan.js';
import type { ProbeAnswer, ProbeRequest, Send } from '../../src/probe/probe-request.js';
import { runProbe, type Probed } from '../../src/probe/run-probe.js';
import { routeRequest, type HttpRequest } from '../../src/effective/http-request.js';
import { replyTo } from '../../src/serve/reply.js';
import { memoryTree } from '../memory-tree.js';
import { artifacts, type ServiceText } from '../serve/artifacts.js';

export async function stateOf(text: ServiceText): Promise<ServiceState> {
  const repository = await openRepository(memoryTree(artifacts(text)), { scopes: [], environments: [] }, new PolicyCache());
  const [service] = await repository.loadAll();
  if (service === undefined) throw new Error('no service');
  return new ServiceState(service, new Map());
}

export function planOf(state: ServiceState, options: Partial<ProbePlanOptions> = {}): ProbePlan {
  return planProbe(state, { apis: null, origins: [], requests: false, keys: new Set(), most: 200, ...options });
}

/** What `serve` answers under these assumptions, without a socket; 501 where it leaves it open. */
export function gatewayWith(state: ServiceState, assume: Readonly<Record<string, string>>): (request: ProbeRequest) => ProbeAnswer {
  return ({ method, target, origin, requestMethod, requestHeaders }) => {
    const headers = new Map([['origin', origin]]);
    if (requestMethod !== null) headers.set('access-control-request-method', requestMethod);
    if (requestHeaders.length > 0) headers.set('access-control-request-headers', requestHeaders.join(','));
    const http: HttpRequest = { method, target, headers };
    const routed = routeRequest(state, http, { product: null });
    if (routed === null) throw new Error(`no path: ${target}`);
    const reply = replyTo(routed, http, new Map(Object.entries(assume)));
    const told = Object.fromEntries(reply.headers.map(([name, value]) => [name.toLowerCase(), value]));
    return { status: reply.kind === 'open' ? 501 : reply.kind === 'own' ? reply.status : 200, headers: told, hasBody: reply.kind === 'backend' };
  };
}

export function run(plan: ProbePlan, send: Send, most = 500): Promise<Probed> {
  return runProbe(plan.requests, { send, spacing: 0, most, now: () => 0, wait: () => Promise.resolve() });
}

export const always =
  (answer: (request: ProbeRequest) => ProbeAnswer): Send =>
  (request) =>
    Promise.resolve({ answer: answer(request) });

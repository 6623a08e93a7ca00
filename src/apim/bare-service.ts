import type { PolicyFile } from './policy.js';
import type { Api, Service } from './service.js';

/** An empty service, from which a layout starts. `root` as in `Service`. */
export function bareService(root: string, environment: string | null): Service {
  return {
    root,
    environment,
    global: null,
    workspaces: new Map(),
    apis: [],
    apisLeftOut: false,
    products: [],
    fragments: [],
    versionSets: new Map(),
    namedValues: new Map(),
    problems: [],
    // Nothing is known of the metadata, so any change may be the cause.
    metadataAmong: (changed) => [...changed].slice(0, 3),
  };
}

/** An API with only its id and policy: no path, no operations, no metadata. */
export function bareApi(id: string, workspace: string | null, policy: PolicyFile | null): Api {
  return {
    id,
    workspace,
    path: null,
    displayName: null,
    versionSet: null,
    version: null,
    revision: null,
    isCurrent: true,
    subscriptionRequired: null,
    subscriptionKeyNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
    policy,
    operations: [],
    operationsKnown: false,
    folder: '',
    metadataPath: '',
    specificationPath: null,
  };
}

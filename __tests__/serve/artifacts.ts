import { policy } from '../../src/layouts/apiops/example.js';

/** One API of a service written for a test. */
export interface ApiText {
  readonly id: string;
  /** Left out: its id. */
  readonly path?: string;
  /** Lines of its inbound section; left out: it has no policy. */
  readonly inbound?: readonly string[];
  /** Sections after the inbound one. */
  readonly rest?: readonly string[];
  /** Methods of `/items/{id}`; left out: GET, HEAD, POST, PUT, PATCH, DELETE. */
  readonly methods?: readonly string[];
  /** Inbound lines of single operations, by method. */
  readonly operations?: Readonly<Record<string, readonly string[]>>;
  readonly subscriptionRequired?: boolean;
  readonly keyNames?: { readonly header: string; readonly query: string };
  /** Version, and the set it belongs to. */
  readonly version?: readonly [set: string, version: string];
  readonly workspace?: string;
}

export interface ProductText {
  readonly id: string;
  readonly apis: readonly string[];
  readonly subscriptionRequired: boolean;
  readonly inbound?: readonly string[];
}

export interface ServiceText {
  readonly global?: readonly string[];
  readonly apis: readonly ApiText[];
  readonly products?: readonly ProductText[];
  readonly fragments?: Readonly<Record<string, readonly string[]>>;
  readonly versionSets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Inbound lines by workspace. */
  readonly workspaces?: Readonly<Record<string, readonly string[]>>;
}

const root = 'apimartifacts';

/** The files of a service, as APIOps writes them. */
export function artifacts({ global, apis, products = [], fragments = {}, versionSets = {}, workspaces = {} }: ServiceText): Record<string, string> {
  const files: Record<string, string> = { [`${root}/policy.xml`]: policy(global ?? []) };
  const json = (path: string, properties: Readonly<Record<string, unknown>>): void => {
    files[path] = `${JSON.stringify({ properties }, null, 2)}\n`;
  };
  for (const [id, inbound] of Object.entries(workspaces)) {
    json(`${root}/workspaces/${id}/workspaceInformation.json`, { displayName: id });
    files[`${root}/workspaces/${id}/policy.xml`] = policy(inbound);
  }
  for (const api of apis) {
    const folder = `${api.workspace === undefined ? root : `${root}/workspaces/${api.workspace}`}/apis/${api.id}`;
    json(`${folder}/apiInformation.json`, {
      displayName: api.id,
      path: api.path ?? api.id,
      protocols: ['https'],
      subscriptionRequired: api.subscriptionRequired ?? false,
      ...(api.keyNames === undefined ? {} : { subscriptionKeyParameterNames: api.keyNames }),
      ...(api.version === undefined ? {} : { apiVersion: api.version[1], apiVersionSetId: `/apiVersionSets/${api.version[0]}` }),
    });
    const methods = api.methods ?? ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
    files[`${folder}/specification.yaml`] = specification(api.id, methods);
    if (api.inbound !== undefined) files[`${folder}/policy.xml`] = policy(api.inbound, api.rest);
    for (const [method, inbound] of Object.entries(api.operations ?? {})) {
      files[`${folder}/operations/${operationId(method)}/policy.xml`] = policy(inbound);
    }
  }
  for (const { id, apis: included, subscriptionRequired, inbound } of products) {
    json(`${root}/products/${id}/productInformation.json`, { displayName: id, subscriptionRequired, state: 'published' });
    files[`${root}/products/${id}/apis.json`] = JSON.stringify(included.map((name) => ({ name })));
    if (inbound !== undefined) files[`${root}/products/${id}/policy.xml`] = policy(inbound);
  }
  for (const [id, lines] of Object.entries(fragments)) {
    files[`${root}/policy fragments/${id}/policy.xml`] = ['<fragment>', ...lines, '</fragment>', ''].join('\n');
  }
  for (const [id, properties] of Object.entries(versionSets)) {
    json(`${root}/version sets/${id}/versionSetInformation.json`, { displayName: id, ...properties });
  }
  return files;
}

function operationId(method: string): string {
  return `${method.toLowerCase()}-item`;
}

function specification(title: string, methods: readonly string[]): string {
  const operations = methods.flatMap((method) => [
    `    ${method.toLowerCase()}:`,
    `      operationId: ${operationId(method)}`,
    "      responses: { '200': { description: OK } }",
  ]);
  return ['openapi: 3.0.1', 'info:', `  title: ${title}`, "  version: '1.0'", 'paths:', '  /items/{id}:', ...operations, ''].join('\n');
}

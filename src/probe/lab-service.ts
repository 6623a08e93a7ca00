import { policy, rest } from '../layouts/apiops/example.js';

/** One API of the lab. */
export interface LabApi {
  /** Its name: the open point that it isolates. */
  readonly id: string;
  /** Lines of its inbound section; null: its policy has none. */
  readonly inbound: readonly string[] | null;
  /** Lines before `<base />` in the inbound sections of its operations; left out: they have no policy. A second `<cors>` in one section would be refused. */
  readonly operation?: readonly string[];
  readonly outbound?: readonly string[];
  /** Methods of its only URL. */
  readonly methods: readonly string[];
  /** That URL below the API's; left out: `/ask`. */
  readonly url?: string;
  /** Its version is in a header. */
  readonly isVersioned?: true;
}

/** Files of a service by path. */
export type LabFiles = Readonly<Record<string, string>>;

const root = 'apimartifacts';
/** Prefix of the lab's API paths. */
export const labPath = 'apim-cors-lab';

/** The backend of every API of the lab: another API of the same gateway, so that nothing else is needed. */
const forward = `<set-backend-service base-url="@(&quot;https://&quot; + context.Request.OriginalUrl.Host + &quot;/${labPath}/backend&quot;)" />`;

/** The artifacts of a service with these APIs, for publishing with APIOps. */
export function labArtifacts(global: readonly string[], apis: readonly LabApi[], fragments: Readonly<Record<string, readonly string[]>>): LabFiles {
  const files: Record<string, string> = {
    [`${root}/policy.xml`]: policy(global, ['  <backend>', '    <forward-request />', '  </backend>', '  <outbound />', '  <on-error />']),
  };
  const json = (path: string, properties: Readonly<Record<string, unknown>>): void => {
    files[`${root}/${path}`] = `${JSON.stringify({ properties }, null, 2)}\n`;
  };
  json('version sets/apim-cors-lab/versionSetInformation.json', {
    displayName: 'apim-cors lab',
    versioningScheme: 'Header',
    versionHeaderName: 'Api-Version',
  });
  for (const [id, lines] of Object.entries(fragments)) {
    files[`${root}/policy fragments/${id}/policy.xml`] = ['<fragment>', ...lines.map((line) => `  ${line}`), '</fragment>', ''].join('\n');
    json(`policy fragments/${id}/policyFragmentInformation.json`, { format: 'rawxml' });
  }
  for (const api of apis) {
    const folder = `apis/lab-${api.id}`;
    json(`${folder}/apiInformation.json`, {
      displayName: `apim-cors lab: ${api.id}`,
      path: `${labPath}/${api.id}`,
      protocols: ['https'],
      subscriptionRequired: false,
      ...(api.isVersioned === true ? { apiVersion: 'v1', apiVersionSetId: '/apiVersionSets/apim-cors-lab' } : {}),
    });
    files[`${root}/${folder}/specification.yaml`] = specification(api);
    files[`${root}/${folder}/policy.xml`] = policyOf(api);
    if (api.operation === undefined) continue;
    for (const method of api.methods) {
      files[`${root}/${folder}/operations/${operationId(method)}/policy.xml`] = policy([...api.operation, '<base />']);
    }
  }
  return files;
}

function policyOf({ id, inbound, outbound = ['<base />'] }: LabApi): string {
  const sections = rest(outbound);
  if (inbound === null) return ['<policies>', ...sections, '</policies>', ''].join('\n');
  return policy(id === 'backend' ? inbound : [...inbound, forward], sections);
}

function operationId(method: string): string {
  return method.toLowerCase();
}

function specification({ id, methods, url = '/ask' }: LabApi): string {
  const operations = methods.flatMap((method) => [
    `    ${method.toLowerCase()}:`,
    `      operationId: ${operationId(method)}`,
    "      responses: { '200': { description: OK } }",
  ]);
  return ['openapi: 3.0.1', 'info:', `  title: 'apim-cors lab: ${id}'`, "  version: '1.0'", 'paths:', `  ${url}:`, ...operations, ''].join('\n');
}

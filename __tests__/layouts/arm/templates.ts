import { PolicyCache } from '../../../src/apim/policy-cache.js';
import type { Service } from '../../../src/apim/service.js';
import { defaultSettings, type Settings } from '../../../src/config/settings.js';
import { listPolicies, type ListedPolicy } from '../../../src/effective/policy-listing.js';
import { openRepository } from '../../../src/layouts/repository.js';
import { metadataPhrase } from '../../../src/report/sentences/metadata-faults.js';
import { wholePhrase } from '../../../src/report/phrase.js';
import { repositoryOptions, statesOf } from '../../../src/review/sides.js';
import { memoryTree } from '../../memory-tree.js';

export type Files = Readonly<Record<string, string>>;
export type Json = Readonly<Record<string, unknown>>;

export const app = 'https://app.contoso.com';
export const xml = (...origins: readonly string[]): string =>
  `<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n${origins.map((one) => `        <origin>${one}</origin>\n`).join('')}      </allowed-origins>\n    </cors>\n  </inbound>\n</policies>\n`;

export const schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#';
export const parametersSchema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#';

/** A template as a file holds it. */
export const template = (resources: unknown, more: Json = {}): string => JSON.stringify({ $schema: schema, ...more, resources }, null, 2);
export const resource = (kind: string, name: string, properties: Json = {}, more: Json = {}): Json => ({
  type: `Microsoft.ApiManagement/service/${kind}`,
  apiVersion: '2022-08-01',
  name,
  properties,
  ...more,
});
export const parameters = (values: Json): string =>
  JSON.stringify({ $schema: parametersSchema, parameters: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])) });

export interface Found {
  readonly policies: readonly ListedPolicy[];
  readonly services: readonly Service[];
  readonly unreviewed: readonly string[];
  readonly unreferenced: readonly string[];
  readonly problems: readonly string[];
}

export async function find(files: Files, environments: readonly string[] = [], configured: Settings = defaultSettings): Promise<Found> {
  const settings = { ...configured, environments };
  const repository = await openRepository(memoryTree(files), repositoryOptions(settings), new PolicyCache());
  const services = await repository.loadAll();
  return {
    policies: listPolicies([...statesOf(services, settings).values()]),
    services,
    unreviewed: (await repository.unreviewed(null)).map(({ path }) => path),
    unreferenced: await repository.unreferenced(),
    problems: services.flatMap(({ problems }) => problems.map(({ path, line, says }) => `${path}:${line} ${wholePhrase(metadataPhrase(says))}`)),
  };
}

/** `scope id/operation path:line origins ?open in environments`. */
export function line({ path, line: at, scope, origins, open, environments }: ListedPolicy): string {
  const id = [scope.workspace, scope.id, scope.operation].filter((one) => one !== null).join('/');
  const where = environments === null ? '' : ` in ${environments.join(' ')}`;
  return `${scope.kind}${id === '' ? '' : ` ${id}`} ${path}:${at}${[...origins, ...open.map((name) => `?${name}`)].map((one) => ` ${one}`).join('')}${where}`;
}

export const lines = async (files: Files, environments: readonly string[] = []): Promise<readonly string[]> =>
  (await find(files, environments)).policies.map(line);

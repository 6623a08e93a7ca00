import type { NamedValue, Service, VersionSet } from '../../apim/service.js';
import { sha256Hex } from '../../text/hash.js';
import type { Deployed, DeployedNamedValue, DeployedVersionSet } from './deployed.js';
import type { DeployingRoot } from './deploying-root.js';
import type { Value } from './deployed-value.js';
import { identitiesOf } from './identities.js';
import { isSettled } from './value-parts.js';
import { describe } from './values.js';

/** Equal for equal policy texts, wherever they stand. */
export function hashOfText(text: Value): string {
  return sha256Hex(text.kind === 'text' ? text.text : describe(text));
}

/** The name of the one instance that all of this is deployed to, as a part of its service; empty if unknown. */
export function instanceOf(deployed: readonly Deployed[]): Pick<Service, 'instance'> {
  const names = new Set(deployed.flatMap(({ service }) => (service === null ? [] : [service.toLowerCase()])));
  const [name] = names;
  return name !== undefined && names.size === 1 && isSettled(name) ? { instance: name } : {};
}

/** A version set in the form of a service. */
export function madeVersionSet({ id, scheme, headerName, queryName }: DeployedVersionSet): VersionSet {
  const known = (['Segment', 'Query', 'Header'] as const).find((one) => one === scheme) ?? null;
  return { id, scheme: known, headerName, queryName };
}

/** A named value in the form of a service. `root`: the root that deploys it. */
export function namedValueOf({ name, value, keptAt, by: { path } }: DeployedNamedValue, root: DeployingRoot): NamedValue {
  if (value !== null) return { kind: 'known', name, value, path };
  if (keptAt === undefined) return { kind: 'hidden', name, path };
  const identities = identitiesOf(root);
  return { kind: 'hidden', name, path, source: () => sha256Hex(JSON.stringify(keptAt().map((one) => identities.said(one)))) };
}

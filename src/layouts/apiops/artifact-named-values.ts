import type { NamedValue } from '../../apim/service.js';
import { isExpression, isOpen } from '../../text/open-parts.js';
import { sha256Hex } from '../../text/hash.js';
import { own, textIn, type JsonObject } from '../metadata.js';
import type { ArtifactFiles } from './artifact-files.js';
import type { Overrides } from './overrides.js';

/** The source of the named values of a service or workspace. */
interface NamedValueSource {
  /** Id of a file's content. */
  readonly contentOf: (path: string) => string;
  /** Metadata by folder. */
  readonly paths: ReadonlyMap<string, string>;
  readonly overrides: Overrides;
  readonly files: ArtifactFiles;
  readonly propertiesOf: (path: string | null, override: JsonObject | undefined) => JsonObject;
}

/**
 * Named values are identified by display name; the folder is only the resource's id. API Management has one per name: if two files give one name or id
 * different values, the value is unknown, and each further file is a problem.
 */
export function namedValuesAt({ paths, overrides, files, propertiesOf, contentOf }: NamedValueSource): ReadonlyMap<string, NamedValue> {
  const values = new Map<string, NamedValue>();
  const claimed = new Set<string>();
  const put = (id: string, artifact: string | null): void => {
    const override = overrides.namedValues.get(id);
    // The file where the value is found.
    const path = artifact === null || override !== undefined ? overrides.path : artifact;
    const found = valueIn(propertiesOf(artifact, override), id, path);
    const known = values.get(found.name);
    if (known === undefined || (isSame(known, found) && known.kind !== 'hidden')) values.set(found.name, found);
    else {
      values.set(found.name, { kind: 'hidden', name: found.name, path });
      report(files, found.name, artifact ?? path, known.path, contentOf);
    }
  };
  for (const [folder, path] of paths) {
    const id = files.idOf(path, folder);
    claimed.add(id);
    put(id, path);
  }
  for (const id of overrides.namedValues.keys()) if (!claimed.has(id)) put(id, null);
  return values;
}

function valueIn(properties: JsonObject, id: string, path: string): NamedValue {
  const name = textIn(properties, 'displayName') ?? id;
  const value = textIn(properties, 'value');
  const vault = own(properties, 'keyVault') ?? null;
  const isHidden = own(properties, 'secret') === true || vault !== null || value === null;
  const secret =
    typeof vault === 'object' && vault !== null ? (Object.entries(vault).find(([key]) => /^secretIdentifier$/i.test(key))?.[1] ?? null) : null;
  const source = (): string => sha256Hex(JSON.stringify([value, secret]));
  if (isHidden) return { kind: 'hidden', name, path, source };
  return isFilledIn(value) ? { kind: 'token', name, value, path, source } : { kind: 'known', name, value, path };
}

function isSame(one: NamedValue, other: NamedValue): boolean {
  return one.kind === other.kind && (one.kind === 'hidden' || other.kind === 'hidden' || one.value === other.value);
}

function report(files: ArtifactFiles, name: string, path: string, other: string, contentOf: (path: string) => string): void {
  // A service is built once per environment, so problems repeat.
  const isKnown = files.problems.some(
    (known) => known.path === path && known.says.code === 'value-twice' && known.says.given.name === name && known.says.given.other === other,
  );
  if (!isKnown)
    files.problems.push({ path, line: 1, says: { code: 'value-twice', given: { name, other } }, conflict: [path, other].map(contentOf).join(' ') });
}

/** A value that a pipeline or template fills in before publishing; also an empty one, which API Management refuses. */
function isFilledIn(value: string): boolean {
  return value.trim() === '' || (!isExpression(value) && isOpen(value, 'value'));
}

import { sha256Hex } from '../../text/hash.js';
import type { Value } from '../deployed/deployed-value.js';
import { inOneForm } from '../deployed/not-followed.js';
import { describe } from '../deployed/values.js';
import type { ModuleFolder } from './module-folder.js';
import { evaluateHcl } from './evaluate-hcl.js';
import { valuesInJson } from './json-values.js';
import type { TerraformFiles } from './terraform-files.js';

/** A key of the variables' values without files of environments, independent of layout. `always`: what is always given. */
export function baseValuesOf({ variables }: ModuleFolder, files: TerraformFiles, always: ReadonlyMap<string, () => Value>): string {
  const defaults = [...variables].map(([name, { path, block }]) => {
    const value = block.body.attributes.get('default')?.value;
    return [name, value === undefined ? null : inOneForm((files.text(path) ?? '').slice(value.start, value.end))] as const;
  });
  const given = [...always].map(([name, value]) => [name, describe(value())] as const);
  return sha256Hex(JSON.stringify([defaults.sort(byName), given.sort(byName)]));
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** The values in files of values, the last one first; evaluated on demand. */
export function inputsOf(paths: readonly string[], files: TerraformFiles): Map<string, () => Value> {
  const given = new Map<string, () => Value>();
  for (const path of paths) {
    if (path.endsWith('.json')) {
      for (const [name, value] of valuesInJson(files.text(path) ?? '')) given.set(name, () => value);
      continue;
    }
    const scope = { path, folder: '', find: () => null, readFile: () => null };
    for (const { name, value } of files.syntax(path)?.body.attributes.values() ?? []) given.set(name, () => evaluateHcl(value, scope));
  }
  return given;
}

import type { Value } from '../deployed/deployed-value.js';
import { evaluate } from './evaluate-hcl.js';
import { valuesInJson } from './json-values.js';
import type { TerraformFiles } from './terraform-files.js';

/** What files of values give, the last one first; worked out when it is asked for. */
export function inputsOf(paths: readonly string[], files: TerraformFiles): Map<string, () => Value> {
  const given = new Map<string, () => Value>();
  for (const path of paths) {
    if (path.endsWith('.json')) {
      for (const [name, value] of valuesInJson(files.text(path) ?? '')) given.set(name, () => value);
      continue;
    }
    const scope = { path, folder: '', find: () => null, readFile: () => null };
    for (const { name, value } of files.syntax(path)?.body.attributes.values() ?? []) given.set(name, () => evaluate(value, scope));
  }
  return given;
}

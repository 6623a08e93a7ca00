import type { NotFollowed } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import type { Definition } from '../deployed/deploying-root.js';
import { notFollowedAt } from '../deployed/not-followed.js';
import type { GivenToRoot } from './pipelines.js';
import type { TerraformFiles } from './terraform-files.js';

/** What pipelines set in addition to a root's code. `used`: relevant variables with a value. */
export function besideTerraform(given: GivenToRoot, root: string, used: ReadonlySet<string>, texts: TerraformFiles): readonly NotFollowed[] {
  return [...valuesNamed(given, root, texts), ...valuesBeside(given, root, used, texts)];
}

/** The value of a variable that only pipelines set: identified by how they set it. */
export function variableDefinitions(name: string, { values }: GivenToRoot): readonly Definition[] {
  return values.flatMap((given): readonly Definition[] => {
    const { variable, path, start } = given;
    if (!name.includes(`var.${variable}`)) return [];
    const says = (): Definition['says'] extends () => infer Said ? Said : never => [[given.said, { kind: 'null' }]];
    return Array.from(name.matchAll(new RegExp(`(?<![\\w.-])var\\.${variable}(?![\\w-])`, 'g')), ({ 0: all, index }) => ({
      at: { start: index, end: index + all.length },
      address: `given ${variable}`,
      by: { path, offset: start },
      says,
    }));
  });
}

/**
 * Relevant variables that pipelines set in addition to the code or a file of values. It is unknown which commands of a pipeline run, with which settings and
 * when: the code's own value is evaluated, and a changed setting of a pipeline is reported.
 */
function valuesBeside({ values }: GivenToRoot, root: string, used: ReadonlySet<string>, texts: TerraformFiles): readonly NotFollowed[] {
  return values
    .filter(({ variable }) => used.has(variable))
    .map((given) => {
      const { variable, path, start } = given;
      const spot = { path, lines: new LineIndex(texts.text(path) ?? '') };
      const state = JSON.stringify(['given', root, variable, given.said]);
      return notFollowedAt(spot, start, { what: 'given-otherwise', name: `var.${variable}`, state, touches: 'service' });
    });
}

/** The files of values that pipelines deploy a root with. */
function valuesNamed({ files }: GivenToRoot, root: string, texts: TerraformFiles): readonly NotFollowed[] {
  const counts = new Map<string, number>();
  return files.map(({ file, job, path, offset }) => {
    const key = JSON.stringify(['deployed-with', root, job, file]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const spot = { path, lines: new LineIndex(texts.text(path) ?? '') };
    return notFollowedAt(spot, offset, { what: 'deployed-with', name: file, state: `${key} ${count}`, touches: 'service' });
  });
}

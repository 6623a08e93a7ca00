import type { NotFollowed } from '../../apim/service.js';
import { LineIndex } from '../../text/line-index.js';
import type { Definition } from '../deployed/deploying-root.js';
import { notFollowedAt } from '../deployed/not-followed.js';
import type { GivenToRoot } from './pipelines.js';
import type { TerraformFiles } from './terraform-files.js';

/** What pipelines say beside the code of a root. `used`: variables with a value that decide something. */
export function besideTerraform(given: GivenToRoot, root: string, used: ReadonlySet<string>, texts: TerraformFiles): readonly NotFollowed[] {
  return [...valuesNamed(given, root, texts), ...valuesBeside(given, root, used, texts)];
}

/** What a variable without a value stands for that pipelines give one: whatever that is, another way to give it is another value. */
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
 * Variables that decide something and that pipelines give a value beside what the code or a file of values says. Which of the commands in a pipeline runs,
 * with which of its settings and when, is for the pipeline to say, and nobody runs it here: the code's own value is what is evaluated, and that a
 * pipeline gives another one than in base is told.
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

/** The files of values that pipelines deploy a root with: which of them says what is deployed where. */
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

import type { NotFollowed } from '../../apim/service.js';
import { sha256Hex } from '../../text/hash.js';
import { LineIndex } from '../../text/line-index.js';
import type { Definition } from '../deployed/deploying-root.js';
import { notFollowedAt } from '../deployed/not-followed.js';
import type { Given, GivenValue } from './pipelines.js';
import type { TerraformFiles } from './terraform-files.js';

/** What a variable without a value stands for that pipelines give one: whatever that is, another way to give it is another value. */
export function givenDefinitions(name: string, { values }: Given, texts: TerraformFiles): readonly Definition[] {
  return values.flatMap((given): readonly Definition[] => {
    const { variable, path, start } = given;
    if (!name.includes(`var.${variable}`)) return [];
    const says = (): Definition['says'] extends () => infer Said ? Said : never => [[stateOf(given, texts), { kind: 'null' }]];
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
export function valuesBeside({ values }: Given, root: string, isMeant: (variable: string) => boolean, texts: TerraformFiles): readonly NotFollowed[] {
  return values
    .filter(({ variable }) => isMeant(variable))
    .map((given) => {
      const { variable, path, start } = given;
      const spot = { path, lines: new LineIndex(texts.text(path) ?? '') };
      const state = JSON.stringify(['given', root, variable, stateOf(given, texts)]);
      return notFollowedAt(spot, start, { what: 'given-otherwise', name: `var.${variable}`, state, touches: 'service' });
    });
}

/** Lines that say whether and when a setting counts. */
const commands = /\bapply\b|-chdir\b|\bworking-directory\b|\bunset\b/;
/** Words round the name of what is put together: `${{ matrix.origin }}`, `$(origin)`. */
const sayingNothing: ReadonlySet<string> = new Set(['env', 'github', 'inputs', 'matrix', 'needs', 'outputs', 'parameters', 'secrets', 'steps', 'variables', 'vars']);
const mostLines = 500;

/** All that pipelines write about a variable, in the order in which they do. */
function stateOf({ variable, raw, paths }: GivenValue, texts: TerraformFiles): string {
  const words = [...raw.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word).filter((word) => !sayingNothing.has(word));
  const named = new Set([variable, `TF_VAR_${variable}`, ...(/\$/.test(raw) ? words : [])]);
  const lines = paths.flatMap((path) =>
    (texts.text(path) ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => commands.test(line) || [...line.matchAll(/[A-Za-z_]\w*/g)].some(([word]) => named.has(word))),
  );
  return sha256Hex(JSON.stringify([raw, lines.slice(0, mostLines)]));
}

/** The files of values that pipelines deploy a root with: which of them says what is deployed where. */
export function valuesNamed({ files }: Given, root: string, texts: TerraformFiles): readonly NotFollowed[] {
  const counts = new Map<string, number>();
  return files.map(({ file, job, path, offset }) => {
    const key = JSON.stringify(['deployed-with', root, job, file]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const spot = { path, lines: new LineIndex(texts.text(path) ?? '') };
    return notFollowedAt(spot, offset, { what: 'deployed-with', name: file, state: `${key} ${count}`, touches: 'service' });
  });
}

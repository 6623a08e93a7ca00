import { ConfigError } from '../config/errors.js';
import type { Tree } from '../layouts/tree.js';
import { holdsCommand } from '../report/escape.js';
import { filePatch } from '../report/file-patch.js';
import { fixText } from '../report/fix-text.js';
import { unpainted } from '../report/paint.js';
import { fix, type FixedText } from '../review/fix.js';
import type { Review } from '../review/review.js';
import { rootCauses } from '../review/root-causes.js';
import type { RepairsAsked } from './fix-options.js';
import type { OutputOptions } from './options.js';
import { say, terminalFor, write, type Progress } from './output.js';
import type { Looked } from '../explorer/explorer-html.js';
import { codeOf, report } from './report.js';
import { asOnDisk, writeFiles } from './write-files.js';

/** A state to repair. */
export interface Repairable {
  readonly head: Tree;
  /** The folder of head's files; null: it is a commit. */
  readonly root: string | null;
  /** Of unrepaired head. */
  readonly review: Review;
  readonly evaluate: (head: Tree) => Promise<Review>;
  /** The services of the last evaluation. */
  readonly looked: () => Looked;
  /** Causes in base are repaired too. */
  readonly alsoExisting: boolean;
  readonly progress: Progress;
}

/** Makes the requested repairs, in the files or as a patch, prints what was done and what is left, and returns the exit code of the resulting state. */
export async function repair(state: Repairable, asked: RepairsAsked, options: OutputOptions): Promise<number> {
  const { head, root, review, evaluate, alsoExisting, progress } = state;
  const { which, only, isWritten } = asked;
  if (only !== null && !rootCauses(review).some(({ id }) => id === only)) {
    throw new ConfigError(`--only ${only}: there is no such cause; --format json lists them under causes`);
  }
  const fixed = await fix(head, review, evaluate, { which, only, alsoExisting });
  const texts = new Map<string, FixedText>();
  for (const [path, text] of fixed.texts) texts.set(path, root === null ? text : asOnDisk(root, path, text));
  if (isWritten && root !== null) writeFiles(root, new Map([...texts].map(([path, { after }]) => [path, after])));
  progress.end();
  if (isWritten && options.format === 'text') write(fixText(fixed, isWritten, terminalFor(options)), options);
  else {
    say(fixText(fixed, isWritten, { paint: unpainted, width: terminalFor(options).width }));
    if (isWritten) return report(fixed.review, options, state.looked());
    const patch = filePatch([...texts].map(([path, text]) => ({ path, ...text })));
    // A diff must not be changed to be made inert.
    if (options.output === undefined && holdsCommand(patch)) {
      throw new ConfigError(
        'a line of this diff would be a command to a runner that reads it from here: add --output FILE, and give that to git apply',
      );
    }
    write(patch, options);
  }
  return codeOf(fixed.review);
}

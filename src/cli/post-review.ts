import { post } from '../azure-repos/post.js';
import { readBuild } from '../azure-repos/build-environment.js';
import { ConfigError } from '../config/errors.js';
import type { Tree } from '../layouts/tree.js';
import { azureWarning } from '../report/azure.js';
import type { Review } from '../review/review.js';
import { say } from './output.js';
import { reportedRules } from './report.js';
import type { ReviewCommandOptions } from './review-options.js';

/** A review that is also written to its pull request. */
export interface ReviewPosting {
  /** What to review: the source commit against the target branch, unless another base is given. */
  readonly options: ReviewCommandOptions;
  /** Writes to the pull request, and reports the result on standard error. */
  readonly post: (review: Review, head: Tree, reportExisting: boolean) => Promise<void>;
}

/** Reads the build environment. Throws `ConfigError`: it is not a pull request build, or options contradict `--post`. */
export function postingOf(options: ReviewCommandOptions): ReviewPosting {
  const other = (['head', 'baseDir', 'headDir', 'fix', 'patch'] as const).find((name) => options[name] !== undefined);
  if (other !== undefined) {
    const name = other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new ConfigError(`--post reviews the source commit of the pull request, as the build names it: leave out --${name}`);
  }
  const build = readBuild(process.env);
  return {
    options: { ...options, base: options.base ?? `origin/${build.targetBranch}`, head: build.sourceCommit },
    async post(review, head, reportExisting) {
      const hidden = (text: string): string => (build.token === null ? text : text.replaceAll(build.token, '***'));
      const tell = (text: string): void => {
        say(hidden(text));
      };
      const rules = await reportedRules();
      const { line, troubles } = await post({ build, review, head, rules, reportExisting, environment: process.env, tell });
      for (const trouble of troubles) {
        tell(`${trouble} The verdict is the same.`);
        if (options.format === 'azure' && options.output === undefined) process.stdout.write(`${azureWarning(hidden(trouble))}\n`);
      }
      tell(line);
    },
  };
}

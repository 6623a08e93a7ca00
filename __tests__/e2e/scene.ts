import type { ActionRun, ReportedFinding } from './fake-github/action.js';
import { wrongRepairs } from './fake-github/repairs.js';
import { GitRepository } from './fake-github/repository.js';
import { FakeGitHub } from './fake-github/server.js';
import { service } from './service.js';

export type Files = Readonly<Record<string, string | null>>;

/** A repository of the service, on GitHub, with one pull request from `topic` to `main`. */
export class Scene {
  private constructor(
    readonly repository: GitRepository,
    public github: FakeGitHub,
  ) {}

  static async open(): Promise<Scene> {
    const repository = new GitRepository();
    const github = new FakeGitHub(repository);
    await github.start();
    return new Scene(repository, github);
  }

  /** The same commits and the same pull request, on a GitHub that knows nothing of what was said there. Throws as `close` does. */
  async renew(): Promise<void> {
    const { pull } = this.github;
    expect(await wrongRepairs(this.github)).toEqual([]);
    await this.github.stop();
    this.github = new FakeGitHub(this.repository);
    await this.github.start();
    this.github.open(pull.base, pull.head);
  }

  /** Ends it. Throws when a run has offered a repair that does not hold. */
  async close(): Promise<void> {
    try {
      expect(await wrongRepairs(this.github)).toEqual([]);
    } finally {
      await this.github.stop();
      this.repository.remove();
    }
  }

  /** Commits both sides; the base branch moves on after the branch point, which the review must not see. */
  pullRequest(change: Files, base: Readonly<Record<string, string>> = service): void {
    const from = this.repository.commit(base, 'base');
    this.repository.checkout(from, 'topic');
    const head = this.repository.commit(change, 'change');
    this.repository.checkout('main');
    this.github.open(this.repository.commit({ 'apimartifacts/apis/orders/tagInformation.json': '{}' }, 'later'), head);
  }

  /** Another commit on the pull request; returns it. */
  push(change: Files): string {
    this.repository.checkout('topic');
    const head = this.repository.commit(change, 'push');
    this.github.open(this.repository.git('rev-parse', 'main').trim(), head);
    return head;
  }
}

/** The findings that base does not have. */
export function newFindings(run: ActionRun): readonly ReportedFinding[] {
  return (run.report?.findings ?? []).filter((finding) => finding.status === 'new');
}

import { runHere, type RanHere } from '../cli/run-here.js';
import { GitRepository } from '../e2e/fake-github/repository.js';
import { service } from '../e2e/service.js';
import { FakeAzure, type Files } from './fake-azure/server.js';

/** A repository of the service with one pull request from `topic` to `main`, in Azure Repos, as a checkout with its whole history has it. */
export class AzureScene {
  private constructor(
    readonly repository: GitRepository,
    readonly azure: FakeAzure,
    private files: Files,
  ) {}

  static async open(change: Readonly<Record<string, string | null>>, base: Files = service): Promise<AzureScene> {
    const repository = new GitRepository();
    repository.commit(base, 'base');
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    repository.checkout('main', 'topic');
    const azure = new FakeAzure(base);
    await azure.start();
    const scene = new AzureScene(repository, azure, base);
    scene.push(change);
    return scene;
  }

  push(change: Readonly<Record<string, string | null>>): void {
    const files = Object.entries({ ...this.files, ...change }).filter((entry): entry is [string, string] => entry[1] !== null);
    this.files = Object.fromEntries(files);
    this.azure.push(this.repository.commit(change, 'change'), this.files);
  }

  /** Ends it. Throws when a request was not as Microsoft describes it. */
  async close(): Promise<void> {
    await this.azure.stop();
    this.repository.remove();
    expect(this.azure.problems).toEqual([]);
  }

  /** Runs the review as a step of the build does. */
  async run(environment: Readonly<Record<string, string>> = {}, ...more: readonly string[]): Promise<RanHere> {
    const before = process.env;
    process.env = { ...before, ...this.azure.environment, AGENT_TEMPDIRECTORY: '', ...environment };
    try {
      return await runHere('review', '--repo', this.repository.folder, '--post', 'azure-repos', '--format', 'azure', ...more);
    } finally {
      process.env = before;
    }
  }
}

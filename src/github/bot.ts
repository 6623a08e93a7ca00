import { context } from '@actions/github';
import * as z from 'zod/mini';
import { ConfigError, InputError } from '../config/errors.js';
import { explanationMarkdown } from '../report/explanation-text.js';
import { explainRequest } from '../explain/explanation.js';
import { repositoryPath } from '../sources/github-port.js';
import type { GitHubClient } from './client.js';
import { askedIn, type AskedCommand, type Command } from './command.js';
import type { CommentEvent } from './event.js';
import type { Inputs } from './inputs.js';
import { tell, warn } from './log.js';
import { readOpening, type Opening } from './opening.js';
import { writeAnswer } from './outputs.js';
import { readIssueComments } from './pull-request.js';
import { readRefusal, refusalWords } from './refusal.js';
import { helpPage, planReply, replyPage, rulesPage } from './command-reply.js';
import { openSides } from './open-sides.js';

const pullRequest = z.object({ head: z.object({ sha: z.string() }), base: z.object({ sha: z.string(), ref: z.string() }) });
const permission = z.object({ permission: z.string() });

/** The pull request, and the information from its base's side. */
interface Scene {
  readonly head: string;
  readonly opening: Opening;
}

/**
 * Answers a command in a comment, if its sender may ask: the pull request's author, and everyone with write access to the repository. Others get no answer, so
 * that a stranger's comment cannot make us write. Throws if the answer cannot be given or written.
 */
export async function answerComment(client: GitHubClient, event: CommentEvent, inputs: Inputs, ruleLink: (rule: string) => string): Promise<void> {
  const asked = askedIn(event.body);
  if (asked === null) {
    tell('The comment holds no command: nothing to answer.');
    return;
  }
  if (!event.isSenderAuthor && !(await mayWrite(client, event))) {
    tell(`${event.sender} is neither the author of the pull request nor allowed to write to the repository: not answered.`);
    return;
  }
  await react(client, event);
  const scene = await readScene(client, event, inputs);
  if (scene.opening.viewer === '') throw new InputError('GitHub did not say who we are, so our own replies cannot be told from others');
  const page = replyPage(asked.line, await answerTo(asked, { client, event, inputs, scene, ruleLink }), scene.head);
  await writeAnswer(page);
  await reply(client, event, inputs, page, scene.opening.viewer);
}

/** GitHub REST API, "Get repository permissions for a user": maintainers count as `write` there, triagers as `read`. */
async function mayWrite(client: GitHubClient, event: CommentEvent): Promise<boolean> {
  const path = `${repositoryPath(event)}/collaborators/${encodeURIComponent(event.sender)}/permission`;
  try {
    return ['admin', 'write'].includes(z.parse(permission, await client.get(path)).permission);
  } catch (error) {
    if (readRefusal(error).kind === 'missing') return false;
    throw error;
  }
}

/** A reaction shows that the command was accepted; repeating it has no effect. Without it the answer is given anyway. */
async function react(client: GitHubClient, { owner, repository, commentId }: CommentEvent): Promise<void> {
  try {
    await client.rest.reactions.createForIssueComment({ owner, repo: repository, comment_id: commentId, content: 'eyes' });
  } catch (error) {
    warn(`The reaction could not be written: ${refusalWords(readRefusal(error), 'pull-requests: write')}.`, 'APIM CORS Review');
  }
}

async function readScene(client: GitHubClient, event: CommentEvent, inputs: Inputs): Promise<Scene> {
  const pull = z.parse(pullRequest, await client.get(`${repositoryPath(event)}/pulls/${event.number}`));
  const place = { branch: `refs/heads/${pull.base.ref}`, commit: pull.base.sha };
  return { head: pull.head.sha, opening: await readOpening(client, event, place, inputs.config) };
}

/** Input of an answer besides the question. */
interface Conversation {
  readonly client: GitHubClient;
  readonly event: CommentEvent;
  readonly inputs: Inputs;
  readonly scene: Scene;
  readonly ruleLink: (rule: string) => string;
}

/** The answer's page. A wrong command gets an answer too. */
async function answerTo(asked: AskedCommand, conversation: Conversation): Promise<string> {
  try {
    return await pageFor(asked.read(), conversation);
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof InputError)) throw error;
    return helpPage(error.message);
  }
}

async function pageFor(command: Command, { client, event, inputs, scene, ruleLink }: Conversation): Promise<string> {
  const { head, opening } = scene;
  switch (command.kind) {
    case 'help':
      return helpPage(null);
    case 'rules':
      return rulesPage(command.rule, ruleLink);
    case 'explain':
    case 'contracts': {
      const wanted = { owner: event.owner, repository: event.repository, base: null, head };
      const sides = await openSides(client, wanted, inputs.source, process.env['GITHUB_WORKSPACE'] ?? '', tell);
      try {
        if (command.kind === 'explain')
          return explanationMarkdown(await explainRequest(sides.head, command.asked, opening.settings, command.environment));
        const { contractsAnswer } = await import('./contracts-answer.js');
        return await contractsAnswer(sides.head, opening.settings, command.environment);
      } finally {
        sides.close();
      }
    }
  }
}

const created = z.object({ id: z.number() });

/** Writes the reply, and looks again: a concurrent run may have answered the same comment. One reply stays. */
async function reply(client: GitHubClient, event: CommentEvent, inputs: Inputs, page: string, viewer: string): Promise<void> {
  const to = { commentId: inputs.commentId, comment: event.commentId };
  const { issues } = client.rest;
  const at = { owner: event.owner, repo: event.repository, request: { retries: 0 } };
  const once = async (written: number | null): Promise<number | null> => {
    const plan = planReply(page, to, await readIssueComments(client, event), viewer, written);
    let id: number | null = null;
    // If our own was deleted, another run has decided for its own.
    if (plan.action === 'create' && written === null) {
      const { data } = await issues.createComment({ ...at, issue_number: event.number, body: plan.body });
      id = created.safeParse(data).data?.id ?? 0;
    }
    if (plan.action === 'update') await issues.updateComment({ ...at, comment_id: plan.id, body: plan.body });
    for (const second of plan.second) await issues.deleteComment({ ...at, comment_id: second }).catch(unlessMissing);
    return id;
  };
  let written: number | null;
  try {
    written = await once(null);
  } catch (error) {
    throw new InputError(`the reply could not be written: ${refusalWords(readRefusal(error), 'pull-requests: write')}; the job summary has it`);
  }
  if (written !== null)
    await once(written).catch((error: unknown) => {
      warn(`Whether there is a second reply is not known: ${refusalWords(readRefusal(error), 'pull-requests: write')}.`, 'APIM CORS Review');
    });
  tell(`The reply is on ${context.serverUrl}/${event.owner}/${event.repository}/pull/${event.number}.`);
}

/** A comment to delete may be gone already. */
function unlessMissing(error: unknown): void {
  if (readRefusal(error).kind !== 'missing') throw error;
}

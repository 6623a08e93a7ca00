import { parse } from 'yaml';

/** One thing that zizmor would complain of too, by its name there. */
export interface Complaint {
  readonly audit: string;
  readonly at: string;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job extends Step {
  readonly permissions?: unknown;
  readonly 'runs-on'?: unknown;
  readonly container?: string | { readonly image?: string; readonly credentials?: unknown };
  readonly secrets?: unknown;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: string | readonly string[] | Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly permissions?: unknown;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What GitHub itself makes and nobody else can fill: numbers, commit ids, names of the repository. */
const harmless = /^(?:github\.(?:token|sha|run_id|run_number|run_attempt|repository|repository_owner|workspace|workflow|job)|runner\.\w+|env\.\w+)$/;

/**
 * Audits one workflow by the rules of zizmor that can be decided from the text (https://docs.zizmor.sh/audits/). `own`: an action that may be used
 * by its floating tag.
 */
export function audit(text: string, own: string): readonly Complaint[] {
  const workflow = parse(text) as Workflow;
  const found: Complaint[] = [];
  const complain = (name: string, at: string): void => {
    found.push({ audit: name, at });
  };
  const triggers = typeof workflow.on === 'string' ? [workflow.on] : Array.isArray(workflow.on) ? workflow.on : Object.keys(workflow.on);
  const publishes = triggers.includes('release') || JSON.stringify(workflow.on).includes('"tags"');
  const isWide = (permissions: unknown): boolean => permissions === 'write-all' || permissions === 'read-all';
  if (workflow.permissions === undefined || isWide(workflow.permissions)) complain('excessive-permissions', 'workflow');
  if (/ACTIONS_ALLOW_UNSECURE_COMMANDS/.test(text)) complain('insecure-commands', 'workflow');
  for (const [name, job] of Object.entries(workflow.jobs)) {
    if (isWide(job.permissions)) complain('excessive-permissions', name);
    if (job.secrets === 'inherit') complain('secrets-inherit', name);
    if (/self-hosted/.test(JSON.stringify(job['runs-on'] ?? ''))) complain('self-hosted-runner', name);
    const image = typeof job.container === 'string' ? job.container : job.container?.image;
    if (image !== undefined && !/@sha256:[0-9a-f]{64}$/.test(image)) complain('unpinned-images', name);
    if (
      typeof job.container === 'object' &&
      job.container.credentials !== undefined &&
      !/\$\{\{ *secrets\./.test(JSON.stringify(job.container.credentials))
    )
      complain('hardcoded-container-credentials', name);
    for (const [at, step] of [job, ...(job.steps ?? [])].entries()) auditStep(step, `${name}, step ${at}`);
  }
  return found;

  function auditStep(step: Step, at: string): void {
    const { uses = '', run = '', with: inputs = {} } = step;
    if (uses !== '') auditUse(uses, inputs, at);
    const script = uses.startsWith('actions/github-script@') ? textOf(inputs['script']) : '';
    for (const [, expression = ''] of `${run}\n${script}`.matchAll(/\$\{\{\s*([^}]*?)\s*\}\}/g)) {
      if (!harmless.test(expression)) complain('template-injection', `${at}: ${expression}`);
    }
    if (triggers.some((trigger) => ['pull_request_target', 'workflow_run', 'issue_comment'].includes(trigger)) && /GITHUB_(?:ENV|PATH)\b/.test(run))
      complain('github-env', at);
    if (/secrets\.\w+/.test(run)) complain('secrets-outside-env', at);
  }

  function auditUse(uses: string, inputs: Readonly<Record<string, unknown>>, at: string): void {
    const [action = '', version = ''] = uses.split('@');
    if (uses.startsWith('docker://')) {
      if (!/@sha256:[0-9a-f]{64}$/.test(uses)) complain('unpinned-images', at);
    } else if (!uses.startsWith('./') && action !== own && !action.startsWith(`${own}/`)) {
      if (!/^[0-9a-f]{40}$/.test(version)) complain('unpinned-uses', `${at}: ${uses}`);
      else if (!new RegExp(`${version} # v\\d+(?:\\.\\d+){0,2}$`, 'm').test(text)) complain('ref-version-mismatch', `${at}: ${uses}`);
    }
    if (action === 'actions/checkout') {
      if (inputs['persist-credentials'] !== false) complain('artipacked', at);
      const onRun =
        typeof workflow.on === 'object' && !Array.isArray(workflow.on)
          ? (workflow.on as Readonly<Record<string, Readonly<Record<string, unknown>> | null>>)['workflow_run']
          : null;
      const isOpen = triggers.includes('pull_request_target') || (triggers.includes('workflow_run') && onRun?.['branches'] === undefined);
      if (isOpen && inputs['repository'] === undefined && /head|pull_request|merge/.test(textOf(inputs['ref']))) complain('dangerous-triggers', at);
    }
    if (publishes) {
      const caches =
        action === 'actions/cache' ||
        (action === 'actions/setup-node' && (inputs['cache'] !== undefined || inputs['package-manager-cache'] !== false)) ||
        (action === 'docker/setup-buildx-action' && inputs['cache-binary'] !== false) ||
        (action === 'docker/build-push-action' && inputs['no-cache'] !== true);
      if (caches) complain('cache-poisoning', at);
    }
  }
}

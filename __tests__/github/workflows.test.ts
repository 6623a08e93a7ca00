import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readEvent } from '../../src/github/event.js';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}

interface Workflow {
  readonly name: string;
  readonly text: string;
  readonly on: Readonly<Record<string, { readonly paths?: unknown; readonly types?: unknown } | null>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const project = resolve(__dirname, '../..');

function workflowsIn(folder: string): readonly Workflow[] {
  return readdirSync(join(project, folder)).map((name) => {
    const text = readFileSync(join(project, folder, name), 'utf8');
    return { ...(parse(text) as Omit<Workflow, 'name' | 'text'>), name, text };
  });
}

const steps = ({ jobs }: Workflow): Job['steps'] => Object.values(jobs).flatMap((job) => job.steps);
const named = (workflows: readonly Workflow[]): [string, Workflow][] => workflows.map((workflow) => [workflow.name, workflow]);

describe('examples to paste', () => {
  const examples = workflowsIn('examples/workflows');
  const writing = ['pull_request', 'pull_request_target', 'issue_comment'];

  test.each(named(examples))('%s asks for the least, each permission with its reason', (_, workflow) => {
    const writes = Object.keys(workflow.on).some((event) => writing.includes(event));
    expect(workflow.permissions).toEqual({ contents: 'read', ...(writes ? { 'pull-requests': 'write' } : {}) });
    for (const permission of Object.keys(workflow.permissions ?? {}))
      expect(workflow.text).toMatch(new RegExp(`^  ${permission}: \\w+ # .{10,}$`, 'm'));
    for (const job of Object.values(workflow.jobs)) expect(job).not.toHaveProperty('permissions');
  });

  test.each(named(examples))('%s runs on supported events, one run at a time, with nothing checked out', (_, workflow) => {
    for (const event of Object.keys(workflow.on)) {
      const read = readEvent(event, {}, '');
      expect(read.kind === 'unsupported' && read.message.includes('is not supported')).toBe(false);
    }
    expect(workflow.concurrency?.group).toMatch(/^\$\{\{ github\.workflow \}\}-/);
    const [first, ...others] = steps(workflow).map(({ uses }) => uses ?? 'run');
    expect(first).toBe('apim-cors/review@v1');
    // Besides the action itself, a report that it wrote may be kept.
    expect(others.filter((one) => !one.startsWith('actions/upload-artifact@'))).toEqual([]);
    for (const job of Object.values(workflow.jobs)) expect(job['timeout-minutes']).toBeLessThanOrEqual(20);
  });

  test('the required check is never skipped, and works in a merge queue', () => {
    const required = examples.find(({ name }) => name === 'required-check.yml');
    expect(Object.keys(required?.on ?? {})).toEqual(['pull_request', 'merge_group']);
    // Of the types that GitHub takes by default none stands for another base branch.
    expect(required?.on['pull_request']?.types).toEqual(['opened', 'synchronize', 'reopened', 'edited']);
    const [, readme = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(project, 'README.md'), 'utf8')) ?? [];
    expect((parse(readme) as Workflow).on['pull_request']?.types).toEqual(required?.on['pull_request']?.types);
    expect(required?.text).not.toMatch(/^\s+(?:paths|paths-ignore|branches|if):/m);
  });
});

describe('our own workflows', () => {
  test.each(named(workflowsIn('.github/workflows')))('%s names the version of every pinned action, and runs no text of an event', (_, workflow) => {
    // A workflow that others call cannot name the commit it is part of.
    const isCalled = 'workflow_call' in workflow.on;
    const used = (workflow.text.match(/^.*\buses:.*$/gm) ?? []).filter((line) => !(isCalled && line.endsWith(' apim-cors/review@v1')));
    for (const line of used) expect(line).toMatch(/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const { run = '' } of steps(workflow)) expect(run).not.toContain('${{');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { createProgram } from '../../src/cli/program.js';

const text = readFileSync(join(__dirname, '../../examples/scheduled/probe.yml'), 'utf8');
const workflow = parse(text);
const { steps } = workflow.jobs.probe;
const command = (steps as readonly { run?: string; env?: Record<string, string> }[]).find(({ run }) => run !== undefined);

test('the scheduled probe may read, runs on no pull request, and keeps no token in a checkout', () => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(text).toMatch(/^ {2}contents: read # \S/m);
  expect(Object.keys(workflow.on).sort()).toEqual(['schedule', 'workflow_dispatch', 'workflow_run']);
  for (const step of steps) if (String(step.uses).startsWith('actions/checkout@')) expect(step.with['persist-credentials']).toBe(false);
  expect(workflow.jobs.probe['timeout-minutes']).toBeGreaterThan(0);
  expect(workflow.concurrency.group).toContain('${{');
});

test('its key comes from a secret by way of the environment, and no expression stands in its command', () => {
  expect(command?.env).toEqual({ APIM_KEY: '${{ secrets.APIM_PROBE_KEY }}' });
  expect(command?.run).not.toContain('${{');
  expect(command?.run).toContain('--key Ocp-Apim-Subscription-Key=APIM_KEY');
});

test('every option of its command is one that there is', () => {
  const options = createProgram(() => undefined)
    .commands.find((one) => one.name() === 'probe')
    ?.options.map(({ long }) => long);
  for (const [option] of command?.run?.matchAll(/--[a-z-]+/g) ?? []) expect(options).toContain(option);
});

import { execFileSync } from 'node:child_process';
import { optimizeLate } from '../../src/cli/late-optimization.js';

const setIn = (engine: string): string[] => {
  const set: string[] = [];
  optimizeLate(engine, (flag) => set.push(flag));
  return set;
};

test.each([
  ['11.3.244.8-node.33', ['--interrupt-budget=600000']],
  ['12.4.254.21-node.33', []],
  ['13.6.233.10-node.28', []],
  ['110.1', []],
])('V8 %s optimizes late: %j', (engine, flags) => {
  expect(setIn(engine)).toEqual(flags);
});

test('the engine that runs this knows what it is told', () => {
  const flags = setIn(process.versions.v8);
  expect(execFileSync(process.execPath, [...flags, '-e', 'console.log("ran")'], { encoding: 'utf8' })).toBe('ran\n');
});

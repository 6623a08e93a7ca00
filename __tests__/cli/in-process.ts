import { main } from '../../src/cli/main.js';

/** Runs a command line inside this process, from the sources. */
export async function run(...args: readonly string[]): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const before = process.exitCode;
  const listeners = { stdout: process.stdout.listeners('error').length, uncaught: process.listeners('uncaughtException') };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true)),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true)),
  ];
  try {
    process.exitCode = undefined;
    await main(args);
    return { code: process.exitCode, stdout, stderr };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
    for (const listener of process.stdout.listeners('error').slice(listeners.stdout)) process.stdout.off('error', listener as () => void);
    for (const listener of process.listeners('uncaughtException')) {
      if (!listeners.uncaught.includes(listener)) process.off('uncaughtException', listener);
    }
  }
}

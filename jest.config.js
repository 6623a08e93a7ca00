// `process` runs the bundles as processes, and git: what depends on the version of Node. The long stories about faults, races and size,
// and what `explain` answers, are told on one version. `command-line` leaves out the Action, which GitHub runs on one version of Node alone.
const scope = process.env['APIM_CORS_E2E'] ?? 'all';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: {
    all: ['**/*.test.ts'],
    process: ['**/e2e/{action,cli,node,serve}.test.ts', '**/cli/*.test.ts', '**/sources/git{,-hostile}.test.ts'],
    'command-line': ['**/e2e/{cli,node,serve}.test.ts', '**/sources/git{,-hostile}.test.ts'],
  }[scope],
  // Tests run the TypeScript sources as CommonJS; the committed bundle is tested as a process, under e2e/.
  transform: {
    '^.+\\.[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!@noble/)'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  extensionsToTreatAsEsm: [],
  // For tests that hang; a slow machine must not fail.
  testTimeout: 30_000,
  // Half the cores is jest's default; most of these tests wait for a process of their own.
  maxWorkers: '100%',
  // Reported by `npm test`, once: what is covered depends on no version of Node.
  collectCoverage: process.env['npm_lifecycle_event'] === 'test' && process.env['APIM_CORS_COVERAGE'] !== 'off',
  coverageProvider: 'v8',
  coverageReporters: ['text-summary'],
  collectCoverageFrom: ['src/**/*.ts'],
};

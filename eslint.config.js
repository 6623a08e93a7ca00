import tseslint from 'typescript-eslint';

/** Rooms, ground floor first: each may import itself and those before it. */
const rooms = [
  'text',
  'xml',
  'browser',
  'apim',
  'layouts',
  'cors',
  'effective',
  'repairs',
  'rules',
  'config',
  'review',
  'explain',
  'contracts',
  'probe',
  'report',
  'explorer',
  'playground',
  'serve',
  'calls',
  'sources',
  'comments',
  'organisation',
  'github',
  'azure-repos',
  'library',
  'cli',
];
/** Rooms that stand side by side and do not import each other. */
const apart = {
  sources: ['report', 'github', 'serve', 'calls'],
  report: ['config'],
  calls: ['report', 'serve'],
  comments: ['serve', 'calls', 'probe', 'sources'],
  organisation: ['serve', 'calls', 'probe', 'sources', 'comments'],
  github: ['serve', 'calls', 'probe'],
  'azure-repos': ['organisation', 'github', 'serve', 'calls', 'probe'],
  library: ['organisation', 'github', 'azure-repos', 'comments', 'serve', 'calls'],
  cli: ['organisation', 'github', 'library'],
};
/** Rooms that run only in Node; everything else also runs in a page. */
const nodeRooms = ['sources', 'github', 'azure-repos', 'serve', 'calls', 'library', 'cli'];
const nodeModules = {
  group: ['node:*'],
  message: `Node's modules are used in ${nodeRooms.map((room) => `src/${room}`).join(', ')} and the entries only.`,
};
const githubRooms = ['sources', 'github'];
const githubPackages = { group: ['@actions/*', '@octokit/*'], message: 'GitHub is spoken to in src/github, src/sources and src/action.ts only.' };
/** Modules that open or take connections; the rooms that speak to GitHub may open some. */
const networkModules = {
  group: ['node:http', 'node:http2', 'node:https', 'node:net', 'node:tls', 'node:dgram'],
  message: 'Only src/serve listens, and only it, src/calls and the rooms that speak to GitHub and Azure Repos connect.',
};

const restrictions = (room) => {
  const above = rooms.slice(rooms.indexOf(room) + 1);
  const closed = [...new Set([...above, ...(apart[room] ?? [])])];
  const patterns = closed.map((name) => ({
    group: [`**/${name}/*`, `**/${name}/**`],
    message: `src/${room} does not import src/${name}: imports go down only (docs/architecture.md).`,
  }));
  patterns.push({ group: ['**/action.js', '**/cli.js', '**/library.js'], message: 'Nothing imports an entry.' });
  if (!githubRooms.includes(room)) patterns.push(githubPackages);
  if (!nodeRooms.includes(room)) patterns.push(nodeModules);
  if (!['serve', 'calls', 'azure-repos', ...githubRooms].includes(room)) patterns.push(networkModules);
  return {
    files: [`src/${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
};

export default tseslint.config(
  { ignores: ['dist/', 'build/', 'coverage/', '.cache/', 'node_modules/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['src/**/*.ts', '__tests__/**/*.ts'] })),
  {
    files: ['src/**/*.ts', '__tests__/**/*.ts'],
    languageOptions: { parserOptions: { project: ['./tsconfig.test.json', './tsconfig.page.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      // A switch over a union that returns in every case is how results are built here.
      'default-case': 'off',
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli.ts', 'src/cli/**', 'src/action.ts', 'src/sources/**', 'src/github/**', 'src/azure-repos/**'],
    rules: { 'no-restricted-globals': ['error', 'process'] },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli.ts', 'src/action.ts', ...nodeRooms.map((room) => `src/${room}/**`)],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer'] },
  },
  ...rooms.map(restrictions),
  {
    files: ['src/action.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/serve/*', '**/calls/*', '**/azure-repos/*'],
              message: 'The Action serves nothing, and calls no gateway and no Azure Repos.',
            },
            networkModules,
          ],
        },
      ],
    },
  },
  {
    files: ['src/cli.ts', 'src/library.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [githubPackages, { group: ['**/github/*'], message: 'The command line and the library know no GitHub.' }] },
      ],
    },
  },
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off',
      'no-console': 'off',
    },
  },
);

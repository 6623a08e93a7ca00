import { readContracts } from '../../src/contracts/read-contracts.js';
import type { InitialClause } from '../../src/contracts/initial-contracts.js';
import { contractsFile } from '../../src/report/contracts-file.js';
import { commandsIn, hiddenIn } from '../report/inert.js';

/** The file that `--init` prints holds names of the repository: none of its lines is a command, and it reads as the same names. */

const hostile = ['x\n::error::a', 'x ##vso[task.complete]y', '##[command]z', 'a::set-output name=b::c', 'x\u202ey\u0085z', 'q\u2028::add-mask::q'];

test.each(hostile.map((name) => [name]))('%j', (name) => {
  const call: Exclude<InitialClause['call'][number], string> = { workspace: name, api: name, operation: name, displayName: name };
  const common = { origins: ['https://app.contoso.com'], headers: [], credentials: 'omit' } as const;
  const clauses: readonly InitialClause[] = [
    { ...common, title: { code: 'callable', apis: [name] }, promise: 'allow', call: [call] },
    { ...common, title: { code: 'not-known' }, promise: 'only', call: [call] },
  ];
  const text = contractsFile(clauses);
  expect([commandsIn(text), hiddenIn(text)]).toEqual([[], []]);
  const read = readContracts(text, 'contracts.yml');
  expect(read.ok && read.contracts.clauses.map((clause) => clause.call[0])).toMatchObject([
    { kind: 'api', workspace: name, api: name, operation: name },
  ]);
});

import { Argument, Command, Option } from 'commander';
import { pageModes } from '../browser/request-mode.js';
import { documentation } from '../text/home.js';
import { version } from '../version.js';
import type { Shell } from './completion.js';
import { exit } from './exit.js';
import { reviewFormats, withEvaluation, withFailOn, withOutput, withRepairs, type OutputOptions } from './options.js';
import { say as complain } from './output.js';
import type { ContractsCommandOptions } from './contracts-command.js';
import type { ExplainCommandOptions } from './explainer.js';
import type { PlaygroundOptions } from './playground-command.js';
import type { PoliciesOptions } from './policies-command.js';
import type { ProbeOptions } from './probing.js';
import type { ReviewCommandOptions } from './review-options.js';
import type { ScanOptions } from './scan-command.js';
import type { ServeCommandOptions } from './serve-command.js';

/**
 * The commands. `finish` receives the exit code. The modules of a command are loaded when it runs. `first`: the first word of a command line; if it names a
 * command, the program has only that.
 */
export function createProgram(finish: (code: number) => void, first = ''): Command {
  const program = new Command('apim-cors')
    .description('Reviews CORS in Azure API Management policies kept in a repository: who may call what from a browser, before and after a change.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .configureOutput({ writeErr: complain })
    .showHelpAfterError('(apim-cors --help shows what there is)')
    .addHelpText(
      'after',
      `
Examples:
  apim-cors demo                           the story this tool was made for, in a minute
  apim-cors review --base main             what your edits change for browsers, before you push
  apim-cors scan                           what is wrong already
  apim-cors serve                          these policies as a gateway on this machine
  apim-cors rules inherited-cors-decides   one rule, with examples

Exit codes:
  ${exit.done}   done, and no finding at or above --fail-on (explain: the browser is allowed; contracts: all kept; probe: no answer disagrees)
  ${exit.findings}   findings at or above --fail-on (explain: the browser is blocked; contracts: one is broken; probe: an answer disagrees)
  ${exit.usage}   the command line, the configuration or the contracts file is wrong
  ${exit.unreadable}   an input could not be read: no such revision, not a repository, no policies (probe: no gateway answers)
  ${exit.unknown}   explain, contracts: the answer is not known, and the output says what it depends on
  ${exit.bug}  a bug of apim-cors

Document: ${documentation('command-line.md')}`,
    );
  const command = (name: string, description: string, help: string, formats: readonly [string, ...string[]], say: Say): Command => {
    const added = program
      .command(name)
      .description(description)
      .helpOption('-h, --help', 'print this help')
      .addHelpText('after', `\n${help}\n\nDocument: ${documentation(documents[name] ?? 'command-line.md')}`);
    return withFailOn(withEvaluation(withOutput(added, formats), say !== 'nothing'), say === 'verdict');
  };

  const commands: Readonly<Record<string, () => Command>> = {
    review: () =>
      withRepairs(command('review', 'compare two states: what a change does to browser access', reviewHelp, reviewFormats, 'verdict'))
        .option('--base <revision>', 'the branch or commit the change goes into; the comparison is from the merge base, as in a pull request')
        .option('--head <revision>', 'the branch or commit with the change; left out: the working tree, uncommitted edits included')
        .option('--repo <folder>', 'the repository; default: the one the current folder is in')
        .option('--base-dir <folder>', 'instead of revisions: a plain folder with the state before')
        .option('--head-dir <folder>', 'and one with the state after')
        .addOption(
          new Option('--post <host>', 'in a pull request build: write threads, a summary and a status to the pull request').choices(['azure-repos']),
        )
        .action(async (options: ReviewCommandOptions) => {
          finish(await (await import('./review-command.js')).runReview(options));
        }),

    scan: () =>
      withRepairs(withState(command('scan', 'look at one state, with nothing to compare it with', scanHelp, reviewFormats, 'verdict')))
        .option('--baseline <file>', 'an earlier JSON report: what it has too does not count')
        .action(async (options: ScanOptions) => {
          finish(await (await import('./scan-command.js')).runScan(options));
        }),

    explain: () =>
      withState(
        command(
          'explain',
          'one browser request, step by step: what would allow it, and what the console says',
          explainHelp,
          ['text', 'json', 'markdown'],
          'evaluation',
        ),
      )
        .option('--origin <origin>', "the page's origin: https://app.contoso.com, or null")
        .option('--method <method>', 'the method the script uses')
        .option('--header <name[:value]>', 'a header the script sets; repeat it', repeated)
        .addOption(new Option('--credentials <mode>', "fetch's credentials mode").choices(['omit', 'same-origin', 'include']).default('same-origin'))
        .addOption(
          new Option('--mode <mode>', "how the request comes out of the page: fetch as usual, fetch with mode 'no-cors', a link or a form").choices(
            pageModes,
          ),
        )
        .option('--workspace <id>', 'the workspace the API is in')
        .option('--api <id>', 'the API')
        .option('--operation <id>', 'the operation; left out: the one the method means')
        .option('--url <path[?query]>', 'instead of --api: the path that is called, as in /orders/42?api-version=1')
        .option('--product <id>', 'the product whose subscription key the request carries')
        .addOption(new Option('--key <where>', 'where the request carries a subscription key').choices(['none', 'header', 'query']))
        .option(
          '--console <text>',
          "instead: a browser's message, pasted; what it does not say is added with the options above (-: read it from standard input)",
        )
        .option('--har <file>', "instead: a capture of the browser's network panel; every cross-origin request in it is explained")
        .action(async (options: ExplainCommandOptions) => {
          finish(await (await import('./explain-command.js')).runExplain(options));
        }),

    serve: () =>
      withState(
        command('serve', 'the effective policy as a gateway on this machine, to try a page against', serveHelp, ['text', 'json'], 'evaluation'),
      )
        .option('--port <number>', 'the port on 127.0.0.1; 0: any free one', '4280')
        .option('--backend <url>', 'what stands behind the gateway; left out: a stub that says what it was asked')
        .option('--product <id>', 'the product that every subscription key belongs to; left out: the key itself says it')
        .action(async (options: ServeCommandOptions) => {
          finish(await (await import('./serve-command.js')).serve(options));
        }),

    policies: () =>
      withState(
        command('policies', 'every policy that is seen, its scope, and what gives it that scope', policiesHelp, ['text', 'json'], 'evaluation'),
      ).action(async (options: PoliciesOptions) => {
        finish(await (await import('./policies-command.js')).showPolicies(options));
      }),

    contracts: () =>
      withState(
        command('contracts', 'the promises to your web apps, kept or broken in one state', contractsHelp, ['text', 'json', 'junit'], 'evaluation'),
      )
        .option('--contracts <file>', 'contracts file; default: .github/apim-cors-contracts.yml of the state that is read')
        .option('--init', 'print a contracts file that says what this state promises already')
        .action(async (options: ContractsCommandOptions) => {
          finish(await (await import('./contracts-command.js')).runContracts(options));
        }),

    probe: () =>
      withState(
        command('probe', 'ask a live gateway, and hold its answers against these policies', probeHelp, ['text', 'json', 'junit'], 'evaluation'),
      )
        .option('--gateway <url>', 'the gateway, as in https://contoso.azure-api.net; http for this machine only')
        .option('--api <id>', 'ask this API only; repeat it', repeated)
        .option('--origin <origin>', 'ask for this origin too; repeat it', repeated)
        .option('--requests', 'send GET and HEAD requests too, not preflights alone')
        .option('--key <header=variable>', 'send a key with those, from an environment variable; repeat it', repeated)
        .option('--max <number>', 'send at most this many requests, second tries included', '200')
        .option('--rate <number>', 'at most this many a second', '5')
        .option('--dry-run', 'print what would be sent, and send nothing')
        .option('--write-assume <file>', 'write what the answers settle into a configuration file')
        .option('--lab <folder>', 'write a small service that shows every open point; with --gateway: measure it where it was published')
        .option('--note <text>', 'with --lab: tier and region, for the record')
        .action(async (options: ProbeOptions) => {
          finish(await (await import('./probe-command.js')).probe(options));
        }),

    rules: () =>
      command('rules', 'what is looked for: all rules, or the page of one', rulesHelp, ['text', 'markdown', 'json'], 'nothing')
        .argument('[rule]', 'id of a rule')
        .action(async (rule: string | undefined, options: OutputOptions) => {
          finish((await import('./rules-command.js')).showRules(rule, options));
        }),

    demo: () =>
      command('demo', 'the built-in example, end to end', demoHelp, ['text'], 'nothing')
        .argument('[folder]', 'a new or empty folder to write the example to')
        .action(async (folder: string | undefined, options: OutputOptions) => {
          finish(await (await import('./demo-command.js')).demo(folder, options));
        }),

    playground: () =>
      command('playground', 'two policies to edit, and what they mean, in a page on this machine', playgroundHelp, ['text', 'json'], 'nothing')
        .option('--port <number>', 'the port on 127.0.0.1; 0: any free one', '4281')
        .action(async (options: PlaygroundOptions) => {
          finish(await (await import('./playground-command.js')).playground(options));
        }),

    mcp: () =>
      command('mcp', 'review, scan, explain, rule and contracts for assistants, on standard input and output', mcpHelp, ['text'], 'nothing').action(
        async () => {
          finish(await (await import('./mcp/mcp-command.js')).serveTools());
        },
      ),

    completion: () =>
      command('completion', 'a script that lets your shell complete these commands', completionHelp, ['text'], 'nothing')
        .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
        .action(async (shell: Shell, options: OutputOptions) => {
          finish((await import('./completion-command.js')).showCompletion(program, shell, options));
        }),
  };
  // Defining all options of all commands takes longer than loading the evaluator. Completion needs them all.
  const only = first !== 'completion' && Object.hasOwn(commands, first) ? first : null;
  for (const [name, add] of Object.entries(commands)) if (only === null || name === only) add();
  return program;
}

/** The page of docs/ about a command, if it is not the one about the command line. */
const documents: Readonly<Record<string, string>> = {
  explain: 'cors-error.md',
  serve: 'serve.md',
  policies: 'other-layouts.md',
  contracts: 'contracts.md',
  probe: 'probe.md',
  rules: 'rules/README.md',
  demo: 'start-here.md',
  playground: 'playground.md',
  mcp: 'mcp.md',
};

/** Which common options affect a command's answer: evaluation and verdict, evaluation only, neither. */
type Say = 'verdict' | 'evaluation' | 'nothing';

function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function withState(command: Command): Command {
  return command
    .option('--repo <folder>', 'the repository; default: the one the current folder is in')
    .option('--at <revision>', 'a branch or commit; left out: the working tree')
    .option('--dir <folder>', 'instead of a repository: a plain folder');
}

const reviewHelp = `What is compared: as in a pull request, the state where the head left the base with the head. When the base has gone on since, the
output says so. The configuration is read from the tip of the base, so that a change cannot relax its own gate.

Examples:
  apim-cors review --base main                        your working tree against main
  apim-cors review --base origin/main --head HEAD     what a pull request of this branch would show
  apim-cors review --base v1.4 --format html --output review.html
  apim-cors review --base main --fix                  repair what is safe to repair, in your files
  apim-cors review --base main --patch                the same as a diff, and nothing is written
  apim-cors review --base-dir before --head-dir after --fail-on warning
  apim-cors review --post azure-repos --format azure  in a pull request build of Azure Pipelines (docs/azure-devops.md)`;

const scanHelp = `Examples:
  apim-cors scan                        the working tree
  apim-cors scan --at origin/main --environment prod
  apim-cors scan --dir ./artifacts --format sarif --output cors.sarif
  apim-cors scan --fix                  repair what is safe to repair
  apim-cors scan --format json --output cors.json && apim-cors scan --baseline cors.json`;

const explainHelp = `Examples:
  apim-cors explain --origin https://app.contoso.com --method PUT --header content-type:application/json --api orders --operation put-order
  apim-cors explain --origin https://app.contoso.com --method GET --credentials include --url '/orders/v1/orders/42?expand=lines'
  apim-cors explain --method PUT --console "Access to fetch at 'https://…' from origin 'https://…' has been blocked by CORS policy: …"
  apim-cors explain --origin https://accounts.fabrikam.com --method POST --mode navigate --url /auth/saml/acs
  apim-cors explain --har capture.har`;

const serveHelp = `Point a page at http://127.0.0.1:4280 instead of the gateway: preflights and requests get the CORS answers that these policies give, before
they are merged. Paths are the gateway's: /orders/42 reaches the API whose path is orders. Each request is explained here. Ctrl+C ends it.

What is not known is not guessed: such a request gets 501 with every outcome, and the --assume that settles it.

Subscription keys: a repository holds none. A key that is the id of a product that includes the API stands for a subscription to that
product; any other key, for one to the API alone. An API that asks for a key answers 401 without one. Other policies (tokens, rate
limits, rewrites) are not run, apart from those that end a request for want of a header.

Examples:
  apim-cors serve                                                   the working tree, in front of a stub
  apim-cors serve --at origin/main --backend http://localhost:5000  a branch, in front of a server of yours
  apim-cors serve --dir ./artifacts --assume terminate-unmatched-default=false
  curl -i http://127.0.0.1:4280/orders/42 -H 'Origin: https://app.contoso.com' -H 'Ocp-Apim-Subscription-Key: starter'`;

const policiesHelp = `Examples:
  apim-cors policies                                  the working tree
  apim-cors policies --at origin/main --format json
  apim-cors policies --dir ./artifacts --environment prod`;

const contractsHelp = `A contracts file says which web apps can call what, and who cannot. Each promise is kept, broken or undecided; each that is not kept comes
with one request that shows it.

Examples:
  apim-cors contracts --init --output .github/apim-cors-contracts.yml   begin with what the policies promise already
  apim-cors contracts                                                   the working tree
  apim-cors contracts --at origin/main --environment prod --format junit --output contracts.xml`;

const probeHelp = `Preflights are sent for each distinct chain of policies and each origin, to this host alone: no redirect is followed, no cookie is sent, and a
key only from the environment variable that --key names. Each answer is held, header by header, against every reading of what Microsoft's
pages leave open: it agrees, decides between readings, disagrees with all of them, or says nothing (no answer, 429, 5xx).

Examples:
  apim-cors probe --gateway https://contoso.azure-api.net --dry-run     what would be sent
  apim-cors probe --gateway https://contoso.azure-api.net --at v1.4 --environment prod --format junit --output probe.xml
  apim-cors probe --gateway https://contoso.azure-api.net --requests --key Ocp-Apim-Subscription-Key=APIM_KEY
  apim-cors probe --gateway https://contoso.azure-api.net --write-assume .github/apim-cors.yml
  apim-cors probe --lab ./lab && apim-cors probe --lab ./lab --gateway https://lab.azure-api.net --note "Consumption, West Europe"`;

const rulesHelp = `Examples:
  apim-cors rules                            the catalogue
  apim-cors rules wildcard-origin            one page: what, why, repair, examples
  apim-cors rules --format json`;

const demoHelp = `Nothing is written unless a folder is given; then it gets base/, head/ and repaired/ to try the other commands on.

Examples:
  apim-cors demo
  apim-cors demo /tmp/cors && apim-cors review --base-dir /tmp/cors/base --head-dir /tmp/cors/head`;

const playgroundHelp = `The page holds the whole engine: nothing that is typed leaves it, and it works without this command too (docs/playground/index.html).
Ctrl+C ends it.

Examples:
  apim-cors playground
  apim-cors playground --port 0`;

const mcpHelp = `A server of the Model Context Protocol. An assistant starts it in the folder of your policies; it reads below that folder alone, writes nothing
and calls nobody. docs/mcp.md says how to name it to an assistant.`;

const completionHelp = `Examples:
  eval "$(apim-cors completion bash)"        in ~/.bashrc
  eval "$(apim-cors completion zsh)"         in ~/.zshrc, after compinit
  apim-cors completion fish > ~/.config/fish/completions/apim-cors.fish`;

import { parseSettings } from '../../src/config/settings.js';
import { policy } from '../../src/layouts/apiops/example.js';
import { jobSummary } from '../../src/report/markdown.js';
import { reviewTrees } from '../../src/review/run.js';
import { memoryTree } from '../memory-tree.js';
import { hosts, type Kept } from './hosts.js';

/** What no reader understands takes the proof away in every layout, wherever in a policy it stands and however it is set. */

const app = '<cors><allowed-origins><origin>https://app.contoso.com</origin></allowed-origins></cors>';
const own = policy(['<base />', app]);
const plain = policy(['<base />']);
const before: Kept = { global: plain, api: own, operation: plain };

/** What is not understood, in the place of the API's `<cors>` or beside it. */
const forms: readonly (readonly [form: string, text: string])[] = [
  ['a named value', `{{snippet}}${app}`],
  ['a hole of a template', `$\{cors}${app}`],
  ['a token of a pipeline', `#{cors}#${app}`],
  ['C#', `@(context.Api.Name)${app}`],
  ['C# in references', `&#64;&#40;context.Api.Name&#x29;${app}`],
  ['text', `text${app}`],
  ['CDATA', `<![CDATA[<cors/>]]>${app}`],
  ['another case', `<CORS/>${app}`],
  ['a prefix', `<x:cors/>${app}`],
  ['a prefix and another case', `<x:Include-Fragment/>${app}`],
  ['text in a <cors>', app.replace('<cors>', '<cors>{{lists}}')],
  ['a list in another case', app.replace('<cors>', '<cors><Allowed-Origins/>')],
  ['an entry in another case', app.replace('<origin>', '<Origin>*</Origin><origin>')],
  ['an attribute in another case', app.replace('<cors', '<cors Allow-Credentials="true"')],
  ['an attribute with a prefix', app.replace('<cors', '<cors x:allow-credentials="true"')],
  ['a flag that is neither', app.replace('<cors', '<cors allow-credentials="yes"')],
  ['a flag that is neither, in references', app.replace('<cors', '<cors allow-credentials="t&#114;ue."')],
  ['a second list', app.replace('</cors>', '<allowed-origins><origin>*</origin></allowed-origins></cors>')],
  ['a list in a list', app.replace('<origin>', '<allowed-origins><origin>*</origin></allowed-origins><origin>')],
];

/** The same form set otherwise. */
const settings: readonly (readonly [setting: string, set: (text: string) => Partial<Kept>])[] = [
  ['alone', (text) => ({ api: policy([text]) })],
  ['behind <base />', (text) => ({ api: policy(['<base />', text]) })],
  ['before <base />', (text) => ({ api: policy([text, '<base />']) })],
  ['in a branch', (text) => ({ api: policy(['<base />', `<choose><when condition="@(true)">${text}</when></choose>`]) })],
  ['in the other branch', (text) => ({ api: policy([`<choose><when condition="@(x)" /><otherwise>${text}</otherwise></choose>`, '<base />']) })],
  ['between comments and lines', (text) => ({ api: policy(['<base />', `<!-- a -->\r\n\t<!-- b -->${text}<!-- c -->`]) })],
  ['in one line', (text) => ({ api: policy(['<base />', text]).replace(/\n\s*/g, '') })],
  [
    'with a directive and attributes',
    (text) => ({ api: policy(['<base />', text]).replace('<inbound>', '<inbound id="a">').replace(/^/, '<?xml version="1.0"?>') }),
  ],
  ['at the operation', (text) => ({ operation: policy(['<base />', text]) })],
  ['at the service', (text) => ({ global: policy([text]) })],
  [
    'in a fragment',
    (text) => ({ api: policy(['<base />', '<include-fragment fragment-id="f" />']), fragments: { f: `<fragment>\n${text}\n</fragment>\n` } }),
  ],
];

/** One layout of policies in files, and those that hold texts in a notation of their own. */
const chosen = new Set(['artifacts', 'Terraform', 'Bicep', 'an ARM template']);
const looked = hosts
  .filter(({ name }) => chosen.has(name))
  .flatMap((host) => settings.map(([setting, set]) => [host.name, setting, host, set] as const));

test.each(looked)('%s, %s', async (_name, _setting, host, set) => {
  const options = { settings: parseSettings(host.yaml, '.github/apim-cors.yml'), today: '2026-01-01' };
  const passed: string[] = [];
  for (const [form, text] of forms) {
    const kept = set(text);
    const fragments = kept.fragments === undefined ? {} : { f: `<fragment>\n${app}\n</fragment>\n` };
    const from: Kept = kept.fragments === undefined ? before : { ...before, api: kept.api ?? own, fragments };
    const made = await reviewTrees(memoryTree(host.files(from), 'base'), memoryTree(host.files({ ...from, ...kept }), 'head'), options);
    const isSaid = made.findings.some(({ status, severity }) => status === 'new' && severity !== 'info');
    if (!isSaid || made.provenUnchanged || jobSummary(made).includes('Nothing changes for anybody')) passed.push(form);
  }
  expect(passed).toEqual([]);
});

test.each(looked)('%s, %s: a comment more is understood', async (_name, _setting, host, set) => {
  const options = { settings: parseSettings(host.yaml, '.github/apim-cors.yml'), today: '2026-01-01' };
  const side = (text: string): Kept => ({ ...before, ...set(text) });
  const made = await reviewTrees(
    memoryTree(host.files(side(app)), 'base'),
    memoryTree(host.files(side(`<!-- as it was -->${app}`)), 'head'),
    options,
  );
  expect([made.findings.filter(({ status }) => status === 'new'), made.provenUnchanged]).toEqual([[], true]);
});

import { defaultSettings } from '../../src/config/settings.js';
import type { Finding } from '../../src/review/review.js';
import { scanTree } from '../../src/review/run.js';
import {
  apiPath,
  cors,
  fragmentPath,
  globalPath,
  headerVersioned,
  operationPath,
  ordersApi,
  ordersSpecification,
  policy,
  product,
  productPath,
  repository,
  rest,
  within,
} from '../../src/layouts/apiops/example.js';
import { memoryTree } from '../memory-tree.js';
import { messageOf, titleOf } from '../report/said.js';

type Files = Readonly<Record<string, string>>;

const origins = ['https://app.contoso.com'];
const own = cors({ origins });
const put = operationPath.replace('get-order', 'put-order');
const options = operationPath.replace('get-order', 'options-order');
const keyless = ordersApi({ subscriptionRequired: false });
const jwt = '<validate-jwt header-name="Authorization" />';
const key = 'Ocp-Apim-Subscription-Key';
const rate = '<rate-limit calls="5" renewal-period="60" />';
const include = '<include-fragment fragment-id="browsers" />';
const fragment = (lines: readonly string[]): Files => ({ [fragmentPath]: [...within('fragment', lines), ''].join('\n') });
const inner = (lines: readonly string[]): Files => ({ [fragmentPath.replace('browsers', 'inner')]: [...within('fragment', lines), ''].join('\n') });
const when = (condition: string, lines: readonly string[]): string[] => within('choose', within(`when condition="${condition}"`, lines));
const isOptions = '@(context.Request.Method == &quot;OPTIONS&quot;)';
const write = (value: string, action = 'override', header = 'Access-Control-Allow-Origin'): string[] =>
  within(`set-header name="${header}" exists-action="${action}"`, [`<value>${value}</value>`]);
const reflected = write('@(context.Request.Headers.GetValueOrDefault("Origin",""))');

async function found(files: Files, rule: string): Promise<readonly Finding[]> {
  const { findings } = await scanTree(memoryTree(files), { settings: { ...defaultSettings, profile: 'strict' }, today: '2026-01-01' });
  return findings.filter((finding) => finding.rule === rule);
}

/** `severity file:line operations`, the operations only where they are not all of the API's. */
function told({ severity, path, line, targets }: Finding): string {
  const short = path.replace('apimartifacts/', '').replace('apis/orders/', '').replace('/policy.xml', '');
  const some = targets.filter((target) => target.operations.length < target.operationsInApi).flatMap((target) => target.operations);
  return [severity, `${short}:${line}`, ...some].join(' ');
}

const tables: Readonly<Record<string, readonly (readonly [fact: string, files: Files, findings: readonly string[]])[]>> = {
  'cors-not-direct-child': [
    [
      'a fragment that is included under a condition',
      repository({ ...fragment(own), [apiPath]: policy(when('@(true)', [include])) }),
      ['error policy fragments/browsers:2'],
    ],
    [
      'in a fragment, under a condition',
      repository({ ...fragment(when('@(true)', own)), [apiPath]: policy([include, '<base />']) }),
      ['error policy fragments/browsers:4'],
    ],
    ['a fragment that nobody includes', repository(fragment(when('@(true)', own))), []],
    [
      'the origins of the direct one are another list',
      repository({ [apiPath]: policy([...cors({ origins: ['https://b.contoso.com'] }), ...when('@(true)', own)]) }),
      ['error policy.xml:16'],
    ],
  ],
  'cors-not-inherited': [
    [
      'only the operation whose own method is missing here gets less',
      repository({ [globalPath]: policy(own), [apiPath]: policy(cors({ origins, methods: ['GET'] })) }),
      ['warning policy.xml:2 put-order'],
    ],
    [
      'the broader list has no other method that an operation has',
      repository({ [globalPath]: policy(cors({ origins, methods: ['GET', 'DELETE'] })), [apiPath]: policy(cors({ origins, methods: ['GET'] })) }),
      [],
    ],
    [
      'a header is missing: all of them get less',
      repository({ [globalPath]: policy(own), [apiPath]: policy(cors({ origins, headers: ['a'] })) }),
      ['warning policy.xml:2'],
    ],
    [
      'in a product',
      repository({ [globalPath]: policy(own), ...product(policy(cors({ origins, methods: ['PUT'] })), false) }),
      ['warning products/starter:2 get-order'],
    ],
  ],
  'terminate-unmatched-implicit': [
    [
      'only the operation whose own method the second lists depends on it',
      repository({
        [globalPath]: policy(cors({ origins: ['https://b.contoso.com'], attributes: '' })),
        [apiPath]: policy(['<base />', ...cors({ origins, methods: ['PUT'], headers: [] })]),
        ...ordersSpecification(['delete', 'put']),
      }),
      ['warning policy.xml:3 put-order'],
    ],
    [
      'the second lists no method that an operation has',
      repository({
        [globalPath]: policy(cors({ origins: ['https://b.contoso.com'], attributes: '' })),
        [apiPath]: policy(['<base />', ...cors({ origins, methods: ['PATCH'], headers: [] })]),
        ...ordersSpecification(['delete', 'put']),
      }),
      [],
    ],
    [
      'both depend on it',
      repository({
        [globalPath]: policy(cors({ origins: ['https://b.contoso.com'], attributes: '' })),
        [apiPath]: policy(['<base />', ...own]),
      }),
      ['warning policy.xml:3'],
    ],
  ],
  'refused-at-save': [
    ...(
      [
        ['an inner <inbound> without a <cors>', { [apiPath]: policy(within('inbound', ['<base />', rate])) }, 'policy.xml:3'],
        ['one that is empty', { [globalPath]: policy(['<inbound />']) }, 'policy.xml:3'],
        ['another section', { [operationPath]: policy(['<base />', ...within('outbound', ['<base />'])]) }, 'operations/get-order:4 get-order'],
        [
          'in <outbound>, under a condition',
          { [apiPath]: policy(['<base />'], rest(when('@(true)', within('on-error', ['<base />'])))) },
          'policy.xml:11',
        ],
        ['in a fragment', fragment(within('backend', [rate])), 'policy fragments/browsers:2'],
        ['in a product', product(policy(within('inbound', ['<base />']))), 'products/starter:3'],
      ] as const
    ).map(([fact, files, place]) => [fact, repository(files), [`error ${place}`]] as const),
    ...(
      [
        ['an attribute that <cors> does not have', [cors({ origins, attributes: ' allow-origin="*"' })], ['error policy.xml:3']],
        [
          'elements that it does not have, among its own and in a list',
          [own.toSpliced(1, 0, '<allow-credentials>true</allow-credentials>').map((line) => line.replace('<method>*</method>', '<verb>*</verb>'))],
          ['error policy.xml:4', 'error policy.xml:9'],
        ],
        [
          'names that are known but for their case are told elsewhere',
          [own.map((line) => line.replace('<cors ', '<cors Allow-Credentials="true" '))],
          [],
        ],
        ['an id, and whitespace of a namespace', [own.map((line) => line.replace('<cors ', '<cors id="a" xmlns:x="y" '))], []],
      ] as const
    ).map(([fact, [lines], findings]) => [fact, repository({ [apiPath]: policy(lines) }), findings] as const),
    [
      'a <cors> in it is this finding alone, also where another <cors> lists its origins',
      repository({ [globalPath]: policy(own), [apiPath]: policy(['<base />', ...within('inbound', own)]) }),
      ['error policy.xml:4'],
    ],
    [
      'two of them',
      repository({ [apiPath]: policy(within('inbound', within('inbound', ['<base />']))) }),
      ['error policy.xml:3', 'error policy.xml:4'],
    ],
    ['a body or a value with such a name', repository({ [apiPath]: policy([...within('set-body', ['<inbound/>']), ...write('<outbound />')]) }), []],
  ],
  'options-branch-never-runs': [
    ...(
      [
        ['a status and nothing else', { [apiPath]: policy(['<base />', ...when(isOptions, ['<return-response />'])]) }, 'warning policy.xml:5'],
        [
          'mocked, in the global policy, written otherwise',
          { [globalPath]: policy(when('@(&quot;OPTIONS&quot;.Equals(context.Request.Method))', ['<mock-response />'])) },
          'warning policy.xml:4',
        ],
        [
          'at an operation, which is nothing else of its own',
          { [operationPath]: policy(['<base />', ...when(isOptions, ['<return-response />'])]) },
          'warning operations/get-order:5 get-order',
        ],
        [
          'in a fragment',
          { ...fragment(when(isOptions, ['<return-response />'])), [apiPath]: policy([include, '<base />']) },
          'warning policy fragments/browsers:3',
        ],
        ['in a product', product(policy(['<base />', ...when(isOptions, ['<return-response />'])])), 'warning products/starter:5'],
        ['headers of CORS for it, without an answer', { [apiPath]: policy(['<base />', ...when(isOptions, write('*'))]) }, 'warning policy.xml:6'],
        [
          'behind a <cors>, which answers',
          { [globalPath]: policy(own), [apiPath]: policy(['<base />', ...when(isOptions, ['<return-response />'])]) },
          'info policy.xml:5',
        ],
        [
          'a <cors> under the same condition does not',
          { [apiPath]: policy(['<base />', ...when(isOptions, [...own, '<return-response />'])]) },
          'warning policy.xml:5',
        ],
        [
          'an operation takes OPTIONS at another URL',
          {
            ...ordersSpecification(['get', 'put']),
            'apimartifacts/apis/orders/operations/health/operationInformation.json': JSON.stringify({
              properties: { displayName: 'health', method: 'OPTIONS', urlTemplate: '/health' },
            }),
            [operationPath]: policy(['<base />', ...when(isOptions, ['<return-response />'])]),
          },
          'warning operations/get-order:5 get-order',
        ],
      ] as const
    ).map(([fact, files, place]) => [fact, repository(files), [place]] as const),
    ...(
      [
        ['an operation takes OPTIONS', { ...ordersSpecification(['get', 'options']), [apiPath]: policy(when(isOptions, ['<return-response />'])) }],
        ['all other methods', { [apiPath]: policy(when('@(context.Request.Method != &quot;OPTIONS&quot;)', ['<return-response />'])) }],
        ['it answers nothing', { [apiPath]: policy(when(isOptions, ['<trace source="a" />'])) }],
        ['a branch for another method', { [apiPath]: policy(when('@(context.Request.Method == &quot;PUT&quot;)', ['<return-response />'])) }],
      ] as const
    ).map(([fact, files]) => [fact, repository(files), []] as const),
    ['the operations are not known', { ...keyless, [apiPath]: policy(when(isOptions, ['<return-response />'])) }, []],
  ],
  'cors-in-fragment': [
    [
      'included under a condition, it is cors-not-direct-child’s',
      repository({ ...fragment(own), [apiPath]: policy(when('@(true)', [include])) }),
      [],
    ],
    [
      'included twice, it is one cause',
      repository({ ...fragment(own), [globalPath]: policy([include]), [apiPath]: policy([include, '<base />']) }),
      ['warning policy fragments/browsers:2'],
    ],
  ],
  'policy-before-cors': [
    [
      'a branch for OPTIONS ends no other request',
      repository({ [apiPath]: policy([...when(isOptions, ['<return-response />']), ...own, '<base />']) }),
      [],
    ],
    [
      'a second branch that does',
      repository({ [apiPath]: policy([...when(isOptions, ['<return-response />']), ...when('@(true)', ['<return-response />']), ...own]) }),
      ['warning policy.xml:13'],
    ],
    ['every request is answered by hand', repository({ [apiPath]: policy(['<base />', '<return-response />', ...own]) }), ['error policy.xml:5']],
    [
      'every request is mocked, by an operation that inherits the cors below',
      repository({ [apiPath]: policy(own), [operationPath]: policy(['<mock-response />', '<base />']) }),
      ['error operations/get-order:4 get-order'],
    ],
    [
      'every request is answered by a fragment above it',
      repository({ ...fragment(['<return-response />']), [apiPath]: policy([include, ...own]) }),
      ['error policy.xml:4'],
    ],
    [
      'a mock under a condition',
      repository({ [apiPath]: policy([...when('@(context.User == null)', ['<mock-response />']), ...own]) }),
      ['warning policy.xml:8'],
    ],
    [
      'an answer by hand that brings headers of CORS',
      repository({
        [apiPath]: policy([
          ...within('return-response', within('set-header name="Access-Control-Allow-Origin" exists-action="override"', ['<value>*</value>'])),
          ...own,
        ]),
      }),
      [],
    ],
    [
      'a limit of an operation, before it inherits the cors',
      repository({ [apiPath]: policy(own), [operationPath]: policy([rate, '<base />']) }),
      ['warning operations/get-order:4 get-order'],
    ],
    ['a limit in a fragment above', repository({ ...fragment([rate]), [apiPath]: policy([include, ...own, '<base />']) }), ['warning policy.xml:4']],
    [
      'a fragment brings the cors in, behind a limit',
      repository({ ...fragment(own), [apiPath]: policy([rate, include, '<base />']) }),
      ['warning policy.xml:4'],
    ],
    [
      'a product’s limit, inherited above the cors',
      repository({ [apiPath]: policy(['<base />', ...own]), ...product(policy([rate, '<base />'])) }),
      ['warning policy.xml:4'],
    ],
    [
      'the API’s own cors comes before what the product does',
      repository({ [globalPath]: policy(own), [apiPath]: policy([...own, '<base />']), ...product(policy([rate, '<base />'])) }),
      [],
    ],
    ...(
      [
        ['a variable', fragment(['<set-variable name="a" value="b" />'])],
        ['a fragment that holds nothing of it', { ...fragment(['<include-fragment fragment-id="inner" />']), ...inner(['<trace source="a" />']) }],
        ['a cors under a condition, which answers no preflight', fragment(when('@(true)', own))],
        ['nothing, for it is not in the repository', {}],
      ] as const
    ).map(
      ([holds, held]) =>
        [
          `a product’s limit, where the API’s policy includes a fragment above base, which holds ${holds}`,
          repository({ [globalPath]: policy(own), [apiPath]: policy([include, '<base />']), ...held, ...product(policy([rate, '<base />'])) }),
          ['warning products/starter:4'],
        ] as const,
    ),
    [
      'a product’s limit, where a fragment of the API’s policy brings the cors in first',
      repository({ [globalPath]: policy(own), [apiPath]: policy([include, '<base />']), ...fragment(own), ...product(policy([rate, '<base />'])) }),
      [],
    ],
    [
      'a product’s limit, where a fragment in a fragment brings the cors in first',
      repository({
        [globalPath]: policy(own),
        [apiPath]: policy([include, '<base />']),
        ...fragment(['<include-fragment fragment-id="inner" />']),
        ...inner(own),
        ...product(policy([rate, '<base />'])),
      }),
      [],
    ],
    [
      'a check in a fragment, before the cors is inherited',
      repository({ [globalPath]: policy(own), [apiPath]: policy([include, '<base />']), ...fragment([jwt]) }),
      ['warning policy.xml:4'],
    ],
    [
      'a fragment that does nothing of it stands before base, below a global policy that checks first',
      repository({ [globalPath]: policy([jwt, ...own]), [apiPath]: policy([include, '<base />']), ...fragment(['<trace source="a" />']) }),
      ['warning policy.xml:4'],
    ],
    [
      'an operation that checks after a fragment and before it inherits',
      repository({ [apiPath]: policy(own), [operationPath]: policy([include, rate, '<base />']), ...fragment(['<trace source="a" />']) }),
      ['warning operations/get-order:5 get-order'],
    ],
    [
      'an answer that writes its own headers of CORS',
      repository({ [apiPath]: policy([...when('@(true)', within('return-response', write('https://app.contoso.com'))), ...own]) }),
      [],
    ],
    [
      'global: policies that refuse nobody',
      repository({ [globalPath]: policy(['<set-variable name="a" value="b" />', '<send-request mode="new" />', ...own]) }),
      [],
    ],
    ['an answer to everybody', repository({ [apiPath]: policy(['<mock-response status-code="200" />', ...own]) }), ['error policy.xml:4']],
  ],
  'product-cors-unreachable': [
    [
      'whether the product needs a subscription is not known',
      repository({
        ...product(policy([...own, '<base />'])),
        'apimartifacts/products/starter/productInformation.json': '{"properties": {"displayName": "Starter"}}',
      }),
      ['info products/starter:3'],
    ],
    [
      'an open product beside it grants the same',
      repository({
        ...product(policy([...own, '<base />'])),
        'apimartifacts/products/open/productInformation.json': '{"properties": {"displayName": "Open", "subscriptionRequired": false}}',
        'apimartifacts/products/open/apis.json': '[{"name": "orders"}]',
        'apimartifacts/products/open/policy.xml': policy([...own, '<base />']),
      }),
      [],
    ],
    ['no API is in it', repository({ ...product(policy(own)), 'apimartifacts/products/starter/apis.json': '[]' }), []],
    [
      'the API grants only some of its origins',
      repository({
        ...product(policy([...cors({ origins: [...origins, 'https://b.contoso.com'] }), '<base />'])),
        [apiPath]: policy(['<base />', ...own]),
      }),
      ['error products/starter:3'],
    ],
  ],
  'header-versioning-hides-cors': [
    [
      'the unversioned API at the same path grants it',
      repository({
        ...headerVersioned(),
        [apiPath]: policy(own),
        'apimartifacts/apis/original/apiInformation.json': '{"properties": {"path": "orders", "apiVersionSetId": "/apiVersionSets/orders"}}',
        'apimartifacts/apis/original/policy.xml': policy(own),
      }),
      [],
    ],
    ['in the policy of an operation', repository({ ...headerVersioned(), [operationPath]: policy(own) }), ['error operations/get-order:3 get-order']],
  ],
  'options-operation-shadows-cors': [
    [
      'whether a key is needed is not known',
      repository({
        [apiPath]: policy(own),
        ...ordersSpecification(['get', 'options']),
        'apimartifacts/apis/orders/apiInformation.json': '{"properties": {"path": "orders"}}',
      }),
      ['info specification.yaml:1 get-order'],
    ],
    [
      'its policies ask for a token first',
      repository({ [apiPath]: policy(own), [options]: policy([jwt, '<base />']), ...keyless, ...ordersSpecification(['get', 'options']) }),
      ['warning operations/options-order:2 get-order'],
    ],
    [
      'it answers without headers of CORS',
      repository({ [apiPath]: policy(own), [options]: policy(['<return-response />']), ...keyless, ...ordersSpecification(['get', 'options']) }),
      ['warning operations/options-order:2 get-order'],
    ],
    [
      'it answers with headers of its own',
      repository({
        [apiPath]: policy(own),
        [options]: policy(within('return-response', write('https://app.contoso.com'))),
        ...keyless,
        ...ordersSpecification(['get', 'options']),
      }),
      [],
    ],
  ],
  'method-not-allowed': [
    [
      'one cause for every API below',
      repository({
        [globalPath]: policy(cors({ origins, methods: ['GET'] })),
        'apimartifacts/apis/more/apiInformation.json': '{"properties": {"path": "more"}}',
        'apimartifacts/apis/more/specification.yaml': 'paths:\n  /a:\n    patch:\n      operationId: patch-a\n',
      }),
      ['warning policy.xml:7 put-order'],
    ],
    ['lower case is method-case’s', repository({ [apiPath]: policy(cors({ origins, methods: ['GET', 'put'] })) }), []],
    ['an expression may list it', repository({ [apiPath]: policy(cors({ origins, methods: ['GET', '@("PUT")'] })) }), []],
    ['its own policy', repository({ [put]: policy(cors({ origins, methods: ['GET'] })) }), ['error operations/put-order:7 put-order']],
    [
      'another cors above lists it',
      repository({ [globalPath]: policy(cors({ origins })), [apiPath]: policy([...cors({ origins, methods: ['GET'] }), '<base />']) }),
      [],
    ],
    ['a cors that never decides', repository({ [globalPath]: policy(cors({ origins, methods: ['GET'] })), [apiPath]: policy(own) }), []],
  ],
  'header-not-allowed': [
    ['a token, proven', repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), jwt]) }), ['error policy.xml:10']],
    [
      'a policy above may set the header itself',
      repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), ...write('x', 'override', 'Authorization'), jwt]) }),
      ['warning policy.xml:10'],
    ],
    [
      'the token of Microsoft Entra comes in Authorization',
      repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), '<validate-azure-ad-token tenant-id="x" />']) }),
      ['error policy.xml:10'],
    ],
    [
      'a fragment asks for it',
      repository({ ...fragment([jwt]), [apiPath]: policy([...cors({ origins, headers: [key] }), include]) }),
      ['error policy.xml:10'],
    ],
    [
      'one operation asks for it',
      repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), '<base />']), [put]: policy(['<base />', jwt]) }),
      ['error policy.xml:10 put-order'],
    ],
    [
      'which header it is a named value says',
      repository({ [apiPath]: policy([...cors({ origins, headers: [key] }), '<check-header name="{{header}}" />']) }),
      [],
    ],
    [
      'a check for a type that needs no preflight',
      repository({
        [apiPath]: policy([...cors({ origins, headers: [key] }), ...within('check-header name="Content-Type"', ['<value>text/plain</value>'])]),
      }),
      [],
    ],
    [
      'a check for JSON',
      repository({
        [apiPath]: policy([...cors({ origins, headers: [key] }), ...within('check-header name="Content-Type"', ['<value>application/json</value>'])]),
      }),
      ['error policy.xml:10'],
    ],
    [
      'the list is missing, and no page says what that allows',
      repository({ [apiPath]: policy(cors({ origins }).slice(0, 7).concat('</cors>')) }),
      ['info policy.xml:3'],
    ],
    [
      'an open product: no key is needed',
      repository({ [apiPath]: policy(cors({ origins, headers: ['X-A'] })), ...product(policy(['<base />']), false) }),
      [],
    ],
    ['a header of any case', repository({ [apiPath]: policy([...cors({ origins, headers: [key.toUpperCase(), 'AUTHORIZATION'] }), jwt]) }), []],
  ],
  'authorization-under-wildcard': [
    [
      'one cause for every API that asks for a token',
      repository({ [globalPath]: policy(own), [apiPath]: policy(['<base />', jwt]), [put]: policy(['<base />', jwt]) }),
      ['warning policy.xml:11'],
    ],
  ],
  'reflected-origin': [
    [
      'an answer in inbound that gives the origin back',
      repository({ [apiPath]: policy(within('return-response', reflected)) }),
      ['error policy.xml:4'],
    ],
    [
      'under a condition that tells no origin from another',
      repository({ [apiPath]: policy([], rest(when('@(context.Request.Headers.ContainsKey("Origin"))', reflected))) }),
      ['error policy.xml:10'],
    ],
    [
      'in the answer to every preflight',
      repository({ [apiPath]: policy(when('@(context.Request.Method == "OPTIONS")', within('return-response', reflected))) }),
      ['error policy.xml:6'],
    ],
    [
      'under a condition that compares',
      repository({
        [apiPath]: policy(when('@(context.Request.Headers.GetValueOrDefault("Origin","") == "https://a")', within('return-response', reflected))),
      }),
      [],
    ],
    [
      'under one that compares with what is kept elsewhere',
      repository({ [apiPath]: policy(when('@((bool)context.Variables["known"])', within('return-response', reflected))) }),
      ['info policy.xml:6'],
    ],
    [
      'where another branch only keeps some out',
      repository({
        [apiPath]: policy(
          within('choose', [
            ...within('when condition="@(context.Request.Headers.GetValueOrDefault("Origin","").EndsWith(".bad"))"', ['<trace />']),
            ...within('otherwise', within('return-response', reflected)),
          ]),
        ),
      }),
      ['error policy.xml:9'],
    ],
    ['in on-error alone, the origin is given back', repository({ [apiPath]: policy([], rest([], reflected)) }), ['error policy.xml:10']],
    [
      'a fragment of the outbound section gives it back',
      repository({ ...fragment(reflected), [apiPath]: policy([], rest([include])) }),
      ['error policy fragments/browsers:2'],
    ],
  ],
  'hand-written-cors': [
    [
      'several in inbound are one cause',
      repository({ [apiPath]: policy([...write('*'), ...write('GET', 'override', 'Access-Control-Allow-Methods')]) }),
      ['warning policy.xml:3'],
    ],
    ['a request of its own', repository({ [apiPath]: policy(within('send-request mode="new"', write('*'))) }), []],
    ['an answer in inbound', repository({ [apiPath]: policy(within('return-response', write('https://app.contoso.com'))) }), []],
    [
      'an expression that compares',
      repository({
        [apiPath]: policy([], rest(write('@(context.Request.Headers.GetValueOrDefault("Origin","") == "https://a" ? "https://a" : "")'), write('x'))),
      }),
      [],
    ],
    [
      'the global on-error writes it too',
      repository({ [globalPath]: policy([], rest([], write('x'))), [apiPath]: policy([], rest(write('x'))) }),
      [],
    ],
    ['beside a cors it is two-cors-writers', repository({ [apiPath]: policy(own, rest(write('x'))) }), []],
  ],
  'two-cors-writers': [
    ['it says the same', repository({ [apiPath]: policy(own, rest(write('https://app.contoso.com'))) }), ['info policy.xml:19']],
    ['under a condition', repository({ [apiPath]: policy(own, rest(when('@(true)', write('*')))) }), ['warning policy.xml:21']],
    [
      'credentials, once more',
      repository({
        [apiPath]: policy(
          cors({ origins, attributes: ' allow-credentials="true"' }),
          rest(write('true', 'append', 'Access-Control-Allow-Credentials')),
        ),
      }),
      ['error policy.xml:19'],
    ],
    [
      'credentials that cors does not allow',
      repository({ [apiPath]: policy(own, rest(write('true', 'override', 'Access-Control-Allow-Credentials'))) }),
      [],
    ],
    [
      'one writer over the cors of an API below',
      repository({ [globalPath]: policy([], rest(write('*'))), [apiPath]: policy([...own, '<base />']) }),
      ['error policy.xml:8'],
    ],
    [
      'exposed headers are joined, and that is fine',
      repository({ [apiPath]: policy(own, rest(write('ETag', 'append', 'Access-Control-Expose-Headers'))) }),
      [],
    ],
  ],
  'expose-wildcard-with-credentials': [
    [
      'an expression may give true',
      repository({ [apiPath]: policy(cors({ origins, exposed: ['*'], attributes: ' allow-credentials="@(true)"' })) }),
      ['info policy.xml:14'],
    ],
  ],
  'max-age-capped': [
    ['a day, which Firefox keeps', repository({ [apiPath]: policy(cors({ origins, maxAge: 86400 })) }), ['info policy.xml:7']],
    [
      'an expression',
      repository({
        [apiPath]: policy(
          cors({ origins }).map((line) => line.replace('<allowed-methods>', '<allowed-methods preflight-result-max-age="@(90000)">')),
        ),
      }),
      [],
    ],
  ],
  'credentials-not-needed': [
    [
      'one API of two tells nothing',
      repository({
        [globalPath]: policy(cors({ origins, attributes: ' allow-credentials="true"' })),
        'apimartifacts/apis/more/apiInformation.json': '{"properties": {"path": "more", "subscriptionRequired": false}}',
      }),
      [],
    ],
    [
      'a token from a cookie',
      repository({
        [apiPath]: policy([
          ...cors({ origins, attributes: ' allow-credentials="true"' }),
          '<validate-jwt token-value="@(context.Request.Headers.GetValueOrDefault("Cookie",""))" />',
        ]),
      }),
      [],
    ],
  ],
};

describe.each(Object.entries(tables))('%s', (rule, table) => {
  test.each(table)('%s', async (_fact, files, findings) => {
    expect((await found(files, rule)).map(told)).toEqual(findings);
  });
});

test('an error in the product’s limit is worded with where it stands', async () => {
  const [finding] = await found(
    repository({ [apiPath]: policy(['<base />', ...own]), ...product(policy([rate, '<base />'])) }),
    'policy-before-cors',
  );
  expect(finding === undefined ? null : messageOf(finding)).toContain(`<rate-limit> (${productPath}:3)`);
  expect(finding?.suggestions.map(titleOf)).toEqual(['Move <cors> above <base />']);
});

test('fragments that include each other, or one another twice over thirty levels, end', async () => {
  const fragment = (id: string): string => `apimartifacts/policy fragments/${id}/policy.xml`;
  const including = (...ids: readonly string[]): string =>
    ['<fragment>', ...ids.map((id) => `  <include-fragment fragment-id="${id}" />`), '</fragment>', ''].join('\n');
  const levels = Array.from({ length: 30 }, (_, level) => [fragment(`f${level}`), including(`f${level + 1}`, `f${level + 1}`)]);
  const files = repository({
    [apiPath]: policy(['<include-fragment fragment-id="self" />', '<include-fragment fragment-id="f0" />', '<base />', ...own]),
    [fragment('self')]: including('other'),
    [fragment('other')]: including('self'),
    [fragment('f30')]: `<fragment>\n  ${rate}\n</fragment>\n`,
    ...Object.fromEntries(levels),
  });
  const [finding] = await found(files, 'policy-before-cors');
  expect(finding === undefined ? null : messageOf(finding)).toContain(
    `<rate-limit> (${fragment('f30')}:2) can refuse a request before this <cors> runs`,
  );
});

describe('a method that browsers do not match is written as they do', () => {
  const entries = async (methods: readonly string[], verbs: readonly string[] = ['patch']): Promise<readonly string[]> => {
    const files = { ...repository({ [apiPath]: policy(cors({ origins, methods })) }), ...ordersSpecification(verbs) };
    return (await found(files, 'method-case')).flatMap(({ suggestions }) =>
      suggestions.map(({ edits }) =>
        edits
          .flatMap(({ lines }) => lines)
          .map((line) => line.trim())
          .join(''),
      ),
    );
  };
  test.each<[string, readonly string[], readonly string[]]>([
    ['lower case, of a method that an operation has', ['patch'], ['<method>PATCH</method>']],
    ['lower case, beside others', ['GET', 'Patch'], ['<method>PATCH</method>']],
    ['several in one element', ['GET, PATCH'], ['<method>GET</method><method>PATCH</method>']],
    ['several, in lower case and without commas', ['get patch'], ['<method>GET</method><method>PATCH</method>']],
    ['a typing error', ['PATHC'], ['<method>PATCH</method>']],
    ['what nobody knows beside what is one', ['GET, FETCH'], []],
  ])('%s', async (_fact, methods, written) => {
    expect(await entries(methods)).toEqual(written);
  });
});

describe('who is shut out by a default is offered a place in the list', () => {
  const offered = async (head: Readonly<Record<string, string>>): Promise<readonly string[]> =>
    (await found(head, 'terminate-unmatched-implicit')).flatMap(({ suggestions }) => suggestions.map(titleOf));
  const asIs = (...listed: readonly string[]): readonly string[] => cors({ origins: listed, attributes: '' });
  const above = (...listed: readonly string[]): string => policy([...asIs('https://app.contoso.com'), '<base />', ...asIs(...listed)]);
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'one that is inherited below',
      { [globalPath]: policy(asIs('https://admin.contoso.com')), [apiPath]: policy([...asIs('https://app.contoso.com'), '<base />']) },
      ['https://admin.contoso.com'],
    ],
    [
      'two of one policy',
      {
        [globalPath]: policy(asIs('https://a.contoso.com', 'https://b.contoso.com')),
        [apiPath]: policy([...asIs('https://app.contoso.com'), '<base />']),
      },
      ['https://a.contoso.com, https://b.contoso.com'],
    ],
    ['nobody where the policy is refused at save with it too', { [apiPath]: above('https://a.contoso.com', 'https://b.contoso.com') }, []],
    ['everybody is not', { [apiPath]: above('*') }, []],
  ])('%s', async (_fact, head, names) => {
    const titles = await offered(repository(head));
    expect(titles.filter((title) => title.startsWith('Allow '))).toEqual(
      names.map((name) => `Allow ${name} in the <cors> of the policy of API 'orders'`),
    );
  });
});

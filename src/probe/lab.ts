import { cors } from '../layouts/apiops/example.js';
import { namedQuestions } from '../cors/questions.js';
import type { ServiceState } from '../effective/service-state.js';
import { labArtifacts, labPath, type LabApi, type LabFiles } from './lab-service.js';
import { nobody } from './probe-plan.js';
import { predict } from './prediction.js';
import type { ProbeRequest } from './probe-request.js';
import type { PacedRequest } from './run-probe.js';

/** A small service that isolates every open point of gateways, with the requests that distinguish its readings. */

const app = 'https://app.apim-cors.example';
const second = 'https://second.apim-cors.example';
/** Listed only in the lab's global policy. */
const portal = 'https://portal.apim-cors.example';
/** What the lab's backend allows itself, and what an outbound section writes. */
const backendOrigin = 'https://backend.apim-cors.example';
const writtenOrigin = 'https://written.apim-cors.example';
const ends = ' terminate-unmatched-request="true"';
const unsaid = '';
const withCredentials = ' terminate-unmatched-request="false" allow-credentials="true"';
const sendsHeaders = `/response-headers?Access-Control-Allow-Origin=${encodeURIComponent(backendOrigin)}`;

type Asked = readonly [method: string, origin: string, headers?: readonly string[], path?: string];

interface LabPoint {
  readonly point: string;
  /** null: only the global policy and its surroundings matter. */
  readonly api: Omit<LabApi, 'id'> | null;
  /**
   * `OPTIONS` means one without Access-Control-Request-Method, `OPTIONS PUT` the preflight of a PUT. If the backend matters, the first of several is their
   * control.
   */
  readonly asks: readonly Asked[];
}

const put = { methods: ['PUT'], headers: ['x-a'] } as const;

const points: readonly LabPoint[] = [
  {
    point: 'terminate-unmatched-default',
    api: { operation: cors({ ...put, origins: [app], attributes: unsaid }), inbound: cors({ ...put, origins: [second] }), methods: ['PUT'] },
    asks: [['OPTIONS PUT', second]],
  },
  {
    point: 'second-cors-decorates-actual',
    api: { operation: cors({ origins: [app], methods: ['GET'] }), inbound: cors({ origins: [second], methods: ['GET'] }), methods: ['GET'] },
    asks: [['GET', second]],
  },
  {
    point: 'fragment-cors-at-preflight',
    api: { inbound: ['<include-fragment fragment-id="apim-cors-lab" />'], methods: ['PUT'] },
    asks: [['OPTIONS PUT', app]],
  },
  {
    point: 'partial-match-at-preflight',
    api: { inbound: cors({ ...put, origins: [app] }), methods: ['POST', 'PUT'] },
    asks: [['OPTIONS POST', app]],
  },
  {
    point: 'partial-match-passes-on',
    api: { operation: cors({ ...put, origins: [app], methods: ['GET'] }), inbound: cors({ ...put, origins: [app] }), methods: ['GET', 'PUT'] },
    asks: [['OPTIONS PUT', app]],
  },
  { point: 'unlisted-method-at-actual', api: { inbound: cors({ ...put, origins: [app] }), methods: ['GET'] }, asks: [['GET', app]] },
  {
    point: 'hand-written-beside-cors',
    api: {
      inbound: cors({ origins: [app], methods: ['GET'] }),
      outbound: [
        '<base />',
        '<set-header name="Access-Control-Allow-Origin" exists-action="override">',
        `  <value>${writtenOrigin}</value>`,
        '</set-header>',
      ],
      methods: ['GET'],
    },
    asks: [['GET', app]],
  },
  {
    point: 'unmatched-other-methods',
    api: { inbound: cors({ origins: [app], methods: ['POST'], attributes: ends }), methods: ['POST'] },
    asks: [['POST', nobody]],
  },
  { point: 'null-under-wildcard', api: { inbound: cors({ ...put, origins: ['*'] }), methods: ['PUT'] }, asks: [['OPTIONS PUT', 'null']] },
  { point: 'null-listed', api: { inbound: cors({ ...put, origins: [app, 'null'] }), methods: ['PUT'] }, asks: [['OPTIONS PUT', 'null']] },
  {
    point: 'wildcard-origin-with-credentials',
    api: { inbound: cors({ ...put, origins: ['*'], attributes: withCredentials }), methods: ['PUT'] },
    asks: [['OPTIONS PUT', nobody]],
  },
  {
    point: 'wildcard-lists',
    api: { inbound: cors({ ...put, origins: [app], headers: ['*'], attributes: withCredentials }), methods: ['PUT'] },
    asks: [['OPTIONS PUT', app, ['x-apim-cors-lab']]],
  },
  {
    // Browsers accept any spelling of GET, but not of PUT, for which the next point is asked too.
    point: 'method-names-ignore-case',
    api: { inbound: cors({ ...put, origins: [app], methods: ['get', 'put'] }), methods: ['GET', 'PUT'] },
    asks: [
      ['OPTIONS GET', app],
      ['OPTIONS PUT', app],
    ],
  },
  {
    point: 'method-names-printed',
    api: { inbound: cors({ ...put, origins: [app], methods: ['put'] }), methods: ['PUT'] },
    asks: [['OPTIONS PUT', app]],
  },
  { point: 'versionless-preflight', api: { inbound: ['<base />'], methods: ['PUT'], isVersioned: true }, asks: [['OPTIONS PUT', portal]] },
  {
    point: 'preflight-without-operation',
    api: { inbound: cors({ origins: [app], methods: ['DELETE'] }), methods: ['GET'] },
    asks: [['OPTIONS DELETE', app]],
  },
  { point: 'preflight-without-api', api: null, asks: [['OPTIONS PUT', portal, [], '/ask']] },
  {
    point: 'options-without-request-method',
    api: { inbound: cors({ origins: [app], methods: ['OPTIONS'] }), methods: ['GET'] },
    asks: [['OPTIONS', app]],
  },
  {
    point: 'origin-set-before-cors',
    api: { inbound: ['<set-header name="Origin" exists-action="delete" />', ...cors({ origins: [app], methods: ['GET'] })], methods: ['GET'] },
    asks: [['GET', app]],
  },
  {
    point: 'backend-cors',
    api: { inbound: cors({ origins: [app], methods: ['GET'] }), methods: ['GET'], url: '/response-headers' },
    asks: [
      ['GET', nobody, [], sendsHeaders],
      ['GET', app, [], sendsHeaders],
    ],
  },
  { point: 'missing-inbound-inherits', api: { inbound: null, methods: ['PUT'] }, asks: [['OPTIONS PUT', portal]] },
];

/** Open points that no request to a gateway settles: facts of one service or request, not of gateways. */
export const untellable: readonly string[] = namedQuestions.map(({ id }) => id).filter((id) => !points.some(({ point }) => point === id));

/** Open points of the lab, in order. */
export const labPointNames: readonly string[] = points.map(({ point }) => point);

/** The files of the lab's service, by path. */
export function labFiles(): LabFiles {
  const apis = points.flatMap(({ point, api }) => (api === null ? [] : [{ id: point, ...api }]));
  const answer = [
    '<return-response>',
    '  <set-status code="200" reason="OK" />',
    ...backendHeader,
    '  <set-body>apim-cors lab</set-body>',
    '</return-response>',
  ];
  const plain = answer.filter((line) => !backendHeader.includes(line));
  const branches = [
    '<choose>',
    '  <when condition="@(context.Request.Url.Path.EndsWith(&quot;/response-headers&quot;))">',
    ...answer.map((line) => `    ${line}`),
    '  </when>',
    '</choose>',
    ...plain,
  ];
  const backend: LabApi = { id: 'backend', inbound: branches, methods: ['GET', 'POST', 'PUT'], url: '/*' };
  return labArtifacts(cors({ ...put, origins: [portal] }), [...apis, backend], { 'apim-cors-lab': cors({ ...put, origins: [app] }) });
}

const backendHeader: readonly string[] = [
  '  <set-header name="Access-Control-Allow-Origin" exists-action="override">',
  `    <value>${backendOrigin}</value>`,
  '  </set-header>',
];

/** Every request of the lab, predicted for the service in its files. */
export function labRequests(state: ServiceState): readonly (PacedRequest & { readonly group: string })[] {
  return points.flatMap(({ point, asks }) =>
    asks.map((asked, index) => {
      const request = requestOf(point, asked);
      const isWithBackend = point === 'backend-cors';
      return {
        request,
        prediction: predict(state, request, new Set()),
        backend: isWithBackend ? { 'access-control-allow-origin': backendOrigin } : {},
        group: point,
        control: isWithBackend && index === 0,
      };
    }),
  );
}

function requestOf(point: string, [method, origin, headers = [], path = '/ask']: Asked): ProbeRequest {
  const [sent, requestMethod = null] = method.split(' ');
  return {
    method: sent === 'GET' || sent === 'POST' ? sent : 'OPTIONS',
    target: `/${labPath}/${point}${path}`,
    origin,
    requestMethod,
    requestHeaders: headers,
  };
}

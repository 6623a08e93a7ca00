import type { PlaygroundDraft } from './draft.js';

/** The web app of the first example. */
const app = 'https://app.contoso.com';
/** Its developer portal. */
const portal = 'https://contoso.developer.azure-api.net';

const rest = `  <backend>
    <base />
  </backend>
  <outbound>
    <base />
  </outbound>
  <on-error>
    <base />
  </on-error>
</policies>
`;

const globalRest = `  <backend>
    <forward-request />
  </backend>
  <outbound />
  <on-error />
</policies>
`;

const globalBefore = `<policies>
  <inbound />
${globalRest}`;

const globalWithPortal = `<policies>
  <inbound>
    <cors allow-credentials="true">
      <allowed-origins>
        <origin>${portal}</origin>
      </allowed-origins>
      <allowed-methods preflight-result-max-age="300">
        <method>*</method>
      </allowed-methods>
      <allowed-headers>
        <header>*</header>
      </allowed-headers>
      <expose-headers>
        <header>*</header>
      </expose-headers>
    </cors>
  </inbound>
${globalRest}`;

const api = `<policies>
  <inbound>
    <base />
    <cors>
      <allowed-origins>
        <origin>${app}</origin>
      </allowed-origins>
      <allowed-methods>
        <method>GET</method>
        <method>PUT</method>
      </allowed-methods>
      <allowed-headers>
        <header>content-type</header>
        <header>ocp-apim-subscription-key</header>
      </allowed-headers>
    </cors>
  </inbound>
${rest}`;

const operations = `GET /{id}
PUT /{id}
`;

/** At the start: the API lets a web app in, and the global policy has no CORS. */
export const firstStart: PlaygroundDraft = { global: globalBefore, api, operations };

/** Then CORS is enabled for the developer portal, which adds a `<cors>` to the global policy. */
export const firstDraft: PlaygroundDraft = { ...firstStart, global: globalWithPortal };
